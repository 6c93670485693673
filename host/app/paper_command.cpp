// maxmin paper: an exchange on one's own machine, in the venue's protocol.
#include <cmath>
#include <csignal>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "host/app/commands.hpp"
#include "host/app/options.hpp"
#include "host/market/reader.hpp"
#include "host/venue/markets/recorded_market.hpp"
#include "host/venue/markets/synthetic_market.hpp"
#include "host/venue/server/server.hpp"
#include "host/wire/hyperliquid/signer.hpp"

namespace maxmin::app {
namespace {

// The key that the venue's public client library signs its test vectors with: known to everyone.
constexpr std::string_view example_key =
    "0x0123456789012345678901234567890123456789012345678901234567890123";

struct Options {
    ConfigOptions config;
    std::optional<int> synthetic;
    std::optional<std::string> address;
    std::optional<std::uint16_t> port;
    std::optional<double> speed;
    std::filesystem::path data;
    std::string format = "hyperliquid_csv";
    std::filesystem::path faults;
    std::filesystem::path state;
    bool no_limits = false;
};

engine::Config resolve(const Options& options, Terminal& terminal, std::filesystem::path& data) {
    const bool has_file = !options.config.file.empty();
    const config::Loaded loaded = has_file ? load(options.config) : load_defaults(options.config);
    print_warnings(loaded.warnings, terminal);
    engine::Config config = loaded.config;
    data = config::data_path(loaded);
    venue::VenueConfig& own = config.venue;
    own.fees = config.paper.fees;
    own.queue = config.paper.queue;
    own.queue_power = config.paper.queue_power;
    own.synthetic.assets = options.synthetic.value_or(own.synthetic.assets);
    if (options.config.seed) {
        own.seed = own.synthetic.seed = static_cast<std::uint64_t>(*options.config.seed);
    }
    own.address = options.address.value_or(own.address);
    own.port = options.port.value_or(own.port);
    own.speed = options.speed.value_or(own.speed);
    own.enforce_limits = own.enforce_limits && !options.no_limits;
    if (!options.data.empty()) {
        data = options.data;
        config.data.format = options.format;
    } else if (options.synthetic) {
        config.data.format.clear();
    }
    return config;
}

struct Market {
    std::unique_ptr<venue::OutsideMarket> market;
    std::string name;
};

Market open_market(const engine::Config& config, const std::filesystem::path& data,
                   Timestamp start) {
    if (config.data.format.empty() || config.data.format == "synthetic") {
        const venue::SyntheticConfig& synthetic = config.venue.synthetic;
        return {.market = std::make_unique<venue::markets::SyntheticMarket>(synthetic, start),
                .name = std::to_string(synthetic.assets) + " synthetic perps, seed " +
                        std::to_string(synthetic.seed)};
    }
    market::ReadRequest request;
    request.format = config.data.format;
    request.path = data;
    for (const engine::AssetConfig& asset : config.assets) {
        request.symbols.push_back(asset.symbol);
    }
    market::ReadReport report;
    auto recorded =
        std::make_unique<venue::markets::RecordedMarket>(market::read(request, report), start);
    const auto minutes = static_cast<int>(to_seconds(recorded->length()) / 60.0);
    const std::size_t assets = recorded->instruments().size();
    return {.market = std::move(recorded),
            .name = std::to_string(assets) + " recorded perps, " + std::to_string(minutes) +
                    " min of " + data.string()};
}

void print_served(const venue::VenueConfig& config, const std::string& market, std::uint16_t port,
                  Terminal& terminal) {
    const auto signer = wire::hyperliquid::Signer::from_text(example_key, "example key");
    const std::string place = config.address + ":" + std::to_string(port);
    terminal.out << "Serving " << market << "\n  on http://" << place << " and ws://" << place
                 << "/ws\n"
                 << "Sign as for testnet. ";
    if (config.faucet_usd > 0.0) {
        terminal.out << "Any key may trade: its first signed action is given " << config.faucet_usd
                     << " USD.\n";
    } else {
        terminal.out << "Only known accounts may trade: venue.faucet_usd is 0.\n";
    }
    terminal.out << "A key for trying: " << example_key
                 << "\n  its address:    " << to_string(signer.address()) << "\nStop with Ctrl-C.\n"
                 << std::flush;
}

void print_counters(const venue::api::Venue& venue, Terminal& terminal) {
    const venue::api::Counters& counters = venue.counters();
    terminal.out << "Served " << counters.blocks << " blocks, " << counters.info_requests
                 << " reads, " << counters.actions << " actions (" << counters.actions_refused
                 << " refused before a block, " << counters.malformed << " malformed, "
                 << counters.rate_limited << " over the limit)\n"
                 << "Orders opened " << counters.orders_opened << ", fills " << counters.fills
                 << ", trades " << counters.trades << ", accounts "
                 << venue.exchange().client_count() << '\n';
    for (std::size_t i = 0; i < venue::fault_count; ++i) {
        const auto kind = static_cast<venue::FaultKind>(i);
        if (venue.faults().count(kind) > 0) {
            terminal.out << "Fault " << to_string(kind) << ' ' << venue.faults().count(kind)
                         << '\n';
        }
    }
}

/// The exchange's time never goes back: saved by one that ran ahead of the machine (--speed, clock
/// jumps, advances), it goes on from there.
void take_up_state(const std::filesystem::path& folder, venue::api::Venue& venue,
                   venue::OutsideMarket& market, venue::server::Clock& clock, Terminal& terminal) {
    venue.keep_state_in(folder);
    const Timestamp next = venue.exchange().time() + milliseconds(1);
    const Duration ahead = next - venue::server::Clock::machine_time();
    if (ahead > Duration(0)) {
        clock.begin_at(next);
        market.begin_at(next);
        terminal.out << "The saved state is " << std::ceil(to_seconds(ahead))
                     << " s ahead of this machine's time: the exchange goes on from there.\n";
    }
}

ExitCode serve(const Options& options, Terminal& terminal) {
    std::filesystem::path data;
    const engine::Config config = resolve(options, terminal, data);
    venue::Faults faults(options.faults.empty() ? venue::FaultPlan{}
                                                : venue::read_fault_plan(options.faults));
    const Timestamp opened = venue::server::Clock::machine_time();
    const Market outside = open_market(config, data, opened);
    venue::api::Venue venue(config.venue, *outside.market, faults,
                            wire::hyperliquid::Network::testnet);
    venue::server::Clock clock(opened, config.venue.speed);
    boost::asio::io_context io(1);
    // Listens before the state is touched: a second start on the same port ends here.
    venue::server::Server server(io, config.venue, venue, clock);
    if (!options.state.empty()) {
        take_up_state(options.state, venue, *outside.market, clock, terminal);
    }
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) {
            server.stop();
            io.stop();
        }
    });
    print_served(config.venue, outside.name, server.port(), terminal);
    io.run();
    print_counters(venue, terminal);
    return ExitCode::ok;
}

}  // namespace

Action attach_paper(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    add_file_options(command, options->config, FileIs::optional);
    command.add_option("--synthetic", options->synthetic, "a synthetic market of so many assets")
        ->type_name("N");
    command.add_option("--data", options->data, "replay this recording instead")->type_name("PATH");
    command.add_option("--format", options->format, "what kind of recording it is")
        ->type_name("NAME")
        ->capture_default_str();
    command.add_option("--address", options->address, "listen on this address")->type_name("IP");
    command.add_option("--port", options->port, "listen on this port; 0: any")->type_name("N");
    command
        .add_option("--speed", options->speed,
                    "times as fast as life; above 1, actions that expire by the machine's clock "
                    "(those of maxmin run) come too late")
        ->type_name("X");
    command.add_option("--faults", options->faults, "misbehave as this TOML file says")
        ->type_name("FILE");
    command.add_option("--state", options->state, "keep accounts and orders in this folder")
        ->type_name("DIR");
    command.add_flag("--no-limits", options->no_limits, "no limits on requests and messages");
    command.footer("Example: maxmin paper --synthetic 20 --port 3001");
    return [options](Terminal& terminal) { return serve(*options, terminal); };
}

}  // namespace maxmin::app
