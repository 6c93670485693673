// maxmin grid
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>

#include "host/app/commands.hpp"
#include "host/app/exit_error.hpp"
#include "host/app/grid_page.hpp"
#include "host/app/session.hpp"

namespace maxmin::app {
namespace {

struct Options {
    ConfigOptions config;
    OutputOptions output;
    std::string asset;
    std::string at;
    std::string csv;
    BeliefChange change;
};

GridPage make_page(Session& session, AssetIndex index, const Options& options) {
    const engine::Asset& asset = session.run->engine().assets()[static_cast<std::size_t>(index)];
    GridPage page{.asset = &asset,
                  .at = {},
                  .mid_usd = session.first_mid_usd[static_cast<std::size_t>(index)],
                  .belief = {},
                  .pair = {}};
    if (options.at.empty()) {
        page.belief = prior_belief(asset);
    } else {
        page.at = find_instant(*session.run, options.at);
        session.run->run_until(*page.at);
        page.belief = belief_of(session.run->engine(), index);
        page.mid_usd = asset.market.has_quote() ? asset.market.mid_usd() : page.mid_usd;
    }
    apply(options.change, asset, page.belief);
    page.pair = solve_pair(asset, page.belief, asset.inventory_nodes(), page.mid_usd);
    return page;
}

ExitCode run_grid(const Options& options, Terminal& terminal) {
    config::Loaded loaded = load(options.config);
    const AssetIndex index = find_asset(loaded, options.asset);
    const auto session = open_session(std::move(loaded), terminal, true);
    const GridPage page = make_page(*session, index, options);
    terminal.out << (options.output.json ? page_json(page) : page_text(page));
    if (!options.csv.empty()) {
        std::ofstream file(options.csv);
        file << page_csv(page);
        if (!file.flush()) {
            throw ExitError(ExitCode::failed, "--csv " + options.csv + ": cannot be written");
        }
    }
    return ExitCode::ok;
}

}  // namespace

Action attach_grid(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    BeliefChange& change = options->change;
    CLI::Validator positive = CLI::PositiveNumber;
    positive.description("");  // the help shows an example instead
    add_config_options(command, options->config, FileIs::required);
    command.add_option("--asset", options->asset, "which asset")->type_name("SYMBOL")->required();
    command.add_option("--at", options->at, "replay to this UTC time; without it: the prior")
        ->type_name("TIME");
    command.add_option("--volatility", change.volatility_annual, "instead of the estimate, a year")
        ->type_name("0.6")
        ->check(positive);
    command.add_option("--drift", change.drift_bps_per_s, "instead of the estimate, bps/s")
        ->type_name("0.0");
    command.add_option("--lambda", change.lambda_per_s, "fills per second at the mid, both sides")
        ->type_name("0.5")
        ->check(positive);
    command.add_option("--kappa", change.kappa_per_bps, "how fast they thin out, per bps")
        ->type_name("0.3")
        ->check(positive);
    add_json_option(command, options->output);
    command.add_option("--csv", options->csv, "write every node to this file")->type_name("FILE");
    command.footer("Example: maxmin grid --config scripts/demo.toml --asset BTC --volatility 0.6");
    return [options](Terminal& terminal) { return run_grid(*options, terminal); };
}

}  // namespace maxmin::app
