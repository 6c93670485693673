#include "host/app/session.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "host/app/exit_error.hpp"
#include "host/app/instant.hpp"
#include "host/app/progress.hpp"
#include "host/app/startup.hpp"
#include "host/app/version.hpp"
#include "host/backtest/synthetic.hpp"
#include "host/config/roster.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::app {
namespace {

std::vector<std::string> symbols_of(const engine::Config& config) {
    std::vector<std::string> symbols;
    for (const engine::AssetConfig& asset : config.assets) {
        symbols.push_back(asset.symbol);
    }
    return symbols;
}

/// Rules of the assets for which the user states the venue's size decimals.
std::vector<market::Instrument> stated_instruments(const engine::Config& config) {
    constexpr int leverage_unstated = 3;  // the venue's smallest; the paper exchange caps by it
    std::vector<market::Instrument> instruments;
    for (const engine::AssetConfig& asset : config.assets) {
        if (asset.sz_decimals >= 0) {
            instruments.push_back(market::hyperliquid_instrument(
                asset.symbol, asset.sz_decimals, asset.quote.asset_type, leverage_unstated));
        }
    }
    return instruments;
}

bool is_synthetic(const engine::Config& config) {
    return config.data.format == "synthetic";
}

market::ReadReport count_events(const market::Recording& recording) {
    market::ReadReport report;
    for (const market::MarketEvent& event : recording.events) {
        report.books += event.kind == market::EventKind::book ? 1 : 0;
        report.bests += event.kind == market::EventKind::best ? 1 : 0;
        report.trades += event.kind == market::EventKind::trade ? 1 : 0;
    }
    return report;
}

void print_read(const Session& session, double read_s, Terminal& terminal) {
    const market::ReadReport& read = session.read;
    terminal.err << (is_synthetic(session.loaded.config) ? "made " : "read ") << read.books
                 << " books, " << read.bests << " best quotes, " << read.trades << " trades ("
                 << read.duplicate_trades << " repeats dropped) in "
                 << report::fixed_text(read_s, 2) << " s\n";
    for (const std::string& warning : read.warnings) {
        terminal.err << "warning: " << warning << '\n';
    }
}

void read_data(Session& session, Terminal& terminal) {
    const engine::Config& config = session.loaded.config;
    if (is_synthetic(config)) {
        session.recording = backtest::make_synthetic_market(config.synthetic, symbols_of(config));
        session.read = count_events(session.recording);
        return;
    }
    Progress progress(terminal, "read", 0);
    session.recording = market::read(
        {.format = config.data.format,
         .path = config::data_path(session.loaded),
         .symbols = symbols_of(config),
         .instruments = stated_instruments(config),
         .progress = [&](std::uint64_t done, std::uint64_t) { progress.update(done); }},
        session.read);
}

}  // namespace

backtest::Provenance Session::provenance() const {
    const engine::Config& config = loaded.config;
    return {.data_name = is_synthetic(config)
                             ? "synthetic, seed " + std::to_string(config.synthetic.seed)
                             : config.data.path,
            .config_name = loaded.file,
            .code_version = code_version(),
            .config_hash = config::config_hash(config)};
}

std::unique_ptr<Session> open_session(config::Loaded loaded, Terminal& terminal, bool quiet) {
    auto session = std::make_unique<Session>();
    session->loaded = std::move(loaded);
    const engine::Config& config = session->loaded.config;
    const std::string note = judge_backend(config.run.backend, look_at_machine({}));
    if (!quiet) {
        print_warnings(session->loaded.warnings, terminal);
        terminal.err << note << (note.empty() ? "" : "\n");
    }
    const double start_s = steady_seconds();
    read_data(*session, terminal);
    if (!quiet) {
        print_read(*session, steady_seconds() - start_s, terminal);
    }
    session->first_mid_usd = backtest::first_mids(
        session->recording,
        backtest::make_timeline(session->recording, config.paper.feed, config.run.seed));
    const std::vector<InputFault> warnings =
        judge_values(session->loaded, session->recording.instruments, session->first_mid_usd);
    session->run = std::make_unique<backtest::Backtest>(config, session->recording);
    if (!quiet) {
        print_warnings(warnings, terminal);
        for (const std::string& line :
             size_lines(session->run->engine().assets(), session->first_mid_usd)) {
            terminal.err << line << '\n';
        }
    }
    return session;
}

AssetIndex find_asset(const config::Loaded& loaded, const std::string& name) {
    constexpr std::size_t shown = 20;
    const std::vector<std::string> symbols = symbols_of(loaded.config);
    const auto found = std::ranges::find(symbols, config::canonical_symbol(name));
    if (found != symbols.end()) {
        return static_cast<AssetIndex>(found - symbols.begin());
    }
    std::string there;
    for (std::size_t i = 0; i < std::min(shown, symbols.size()); ++i) {
        there += (i == 0 ? "" : ", ") + symbols[i];
    }
    if (symbols.size() > shown) {
        there += " and " + std::to_string(symbols.size() - shown) + " more";
    }
    throw ExitError(ExitCode::usage,
                    "--asset " + name + ": the configuration has no such asset; it has " + there);
}

Timestamp find_instant(const backtest::Backtest& run, const std::string& text) {
    const std::optional<Timestamp> instant = parse_instant(text);
    if (!instant) {
        throw ExitError(ExitCode::usage,
                        "--at " + text + ": no time; write UTC as 2025-09-04T20:00:00Z");
    }
    if (*instant < run.start() || *instant > run.end()) {
        throw ExitError(ExitCode::usage, "--at " + text + ": outside the recording, which runs " +
                                             "from " + instant_text(run.start()) + " to " +
                                             instant_text(run.end()));
    }
    return *instant;
}

}  // namespace maxmin::app
