#include "host/app/grid_page.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "host/app/line_plot.hpp"
#include "host/app/rounded_parts.hpp"
#include "host/report/json_writer.hpp"
#include "host/report/numbers.hpp"
#include "host/report/text_table.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::app {
namespace {

using report::fixed_text;
using report::rounded_text;

constexpr int nodes_shown = 25;

double inventory_coin(const GridPage& page, int node) {
    return (page.pair.problem.q_min + node) * page.asset->setup.shape.lot_coin;
}

int coin_decimals(const GridPage& page) {
    return page.asset->setup.instrument.size_decimals;
}

bool is_solved(const SolvedGrid& grid) {
    return grid.info.status == kernels::quote_grid::GridStatus::converged;
}

std::string annual(double sigma) {
    return fixed_text(100.0 * kernels::annual_from_volatility_bps(sigma), 1);
}

std::string rate_words(const kernels::step::FillRate& rate) {
    return rounded_text(rate.arrival_rate_per_s, 4) + " fills/s at the mid, 1/e each " +
           fixed_text(1.0 / rate.depth_decay_per_bps, 2) + " bps";
}

std::string grid_words(const SolvedGrid& grid) {
    if (!is_solved(grid)) {
        return std::string(to_words(grid.info.status)) + " (" + std::to_string(grid.info.sweeps) +
               " sweeps)";
    }
    return "gain " + fixed_text(grid.gain_usd_per_hour, 2) + " USD an hour; converged in " +
           std::to_string(grid.info.sweeps) + " sweeps";
}

std::string head(const GridPage& page) {
    const kernels::uncertainty::Box& box = page.belief.box;
    const kernels::quote_grid::Problem& problem = page.pair.problem;
    const std::string& symbol = page.asset->setup.instrument.symbol;
    std::string text = symbol + ": worst-case against nominal quotes, ";
    text += page.at ? "as believed at " + report::utc_text(*page.at, 3) : "prior, before any data";
    text += ", mid " + rounded_text(page.mid_usd, 8) + " USD\n";
    text += "  volatility  estimate " + annual(box.sigma) + " % a year, worst case " +
            annual(box.sigma + box.sigma_halfwidth) + " %\n";
    text += "  drift       estimate " + report::signed_text(box.drift_bps_per_s, 4) + " bps/s +- " +
            fixed_text(box.drift_halfwidth, 4) + ", taken against the inventory held\n";
    text += "  bid fills   " + rate_words(page.belief.rates.bid) + '\n';
    text += "  ask fills   " + rate_words(page.belief.rates.ask) + '\n';
    text += "  grid        " + std::to_string(page.pair.nodes()) + " nodes of " +
            rounded_text(page.asset->setup.shape.lot_coin, 6) + ' ' + symbol + ", " +
            std::to_string(std::max(1, problem.ladder.levels)) + " levels a side, fee " +
            rounded_text(problem.bid.fee_bps, 4) + " bps, least offset " +
            rounded_text(problem.bid.min_offset_bps, 4) + " bps\n";
    text += "  worst case  " + grid_words(page.pair.worst) + '\n';
    return text + "  nominal     " + grid_words(page.pair.nominal) + '\n';
}

/// Worst, nominal and difference in hundredths of a bps, so that the table adds up.
void add_side(double worst_bps, double nominal_bps, std::vector<std::string>& cells) {
    const auto cell = [](double bps) {
        return std::isfinite(bps) ? units_text(std::llround(bps * 100.0), 2) : std::string("off");
    };
    cells.push_back(cell(worst_bps));
    cells.push_back(cell(nominal_bps));
    const bool both = std::isfinite(worst_bps) && std::isfinite(nominal_bps);
    cells.push_back(
        both ? part_text(std::llround(worst_bps * 100.0) - std::llround(nominal_bps * 100.0), 2)
             : ".");
}

std::vector<int> nodes_to_show(const kernels::quote_grid::Problem& problem) {
    const int nodes = problem.q_max - problem.q_min + 1;
    const int stride = (nodes + nodes_shown - 1) / nodes_shown;
    std::vector<int> shown{0};
    for (int node = 1; node < nodes - 1; ++node) {
        if ((problem.q_min + node) % stride == 0) {
            shown.push_back(node);
        }
    }
    shown.push_back(nodes - 1);
    return shown;
}

std::string table_text(const GridPage& page) {
    const GridPair& pair = page.pair;
    report::TextTable table({"inventory", "worst drift", "value USD", "bid worst", "nominal",
                             "diff", "ask worst", "nominal", "diff"});
    const std::vector<int> shown = nodes_to_show(pair.problem);
    for (const int node : shown) {
        const auto i = static_cast<std::size_t>(node);
        std::vector<std::string> cells{fixed_text(inventory_coin(page, node), coin_decimals(page)),
                                       report::signed_text(pair.worst_drift(node), 4),
                                       fixed_text(pair.worst.value[i], 3)};
        add_side(pair.worst.bid_bps[i], pair.nominal.bid_bps[i], cells);
        add_side(pair.worst.ask_bps[i], pair.nominal.ask_bps[i], cells);
        table.add(std::move(cells));
    }
    std::string text = "\ninventory in " + page.asset->setup.instrument.symbol +
                       ", drift in bps/s, value against flat, offsets in bps, diff = worst - "
                       "nominal\n" +
                       table.text(false);
    if (std::ssize(shown) < pair.nodes()) {
        text += "  " + std::to_string(shown.size()) + " of " + std::to_string(pair.nodes()) +
                " nodes; --csv writes all\n";
    }
    return text;
}

std::string plot_text(const GridPage& page) {
    std::vector<double> x;
    x.reserve(static_cast<std::size_t>(page.pair.nodes()));
    for (int node = 0; node < page.pair.nodes(); ++node) {
        x.push_back(inventory_coin(page, node));
    }
    const auto mirrored = [](std::vector<double> offsets) {
        std::ranges::transform(offsets, offsets.begin(), std::negate{});
        return offsets;
    };
    const std::vector<PlotLine> lines{
        {.mark = '.', .x = x, .y = page.pair.nominal.ask_bps},
        {.mark = '.', .x = x, .y = mirrored(page.pair.nominal.bid_bps)},
        {.mark = '#', .x = x, .y = page.pair.worst.ask_bps},
        {.mark = '#', .x = x, .y = mirrored(page.pair.worst.bid_bps)},
    };
    std::string text(1, '\n');
    return text +=
           line_plot(lines, {.x_label = "inventory in " + page.asset->setup.instrument.symbol,
                             .y_label = "quote above the mid in bps: ask above 0, bid "
                                        "below   # worst case   . nominal",
                             .x_decimals = coin_decimals(page)});
}

void write_grid(report::JsonWriter& json, const SolvedGrid& grid) {
    json.begin_object();
    json.member("status", to_words(grid.info.status));
    json.member("solved", is_solved(grid));
    json.member("gain_bps_lots_per_s", grid.info.gain_bps_lots_per_s);
    json.member("gain_usd_per_hour", grid.gain_usd_per_hour);
    json.member("sweeps", grid.info.sweeps);
    json.end_object();
}

void write_rate(report::JsonWriter& json, const char* name, const kernels::step::FillRate& rate) {
    json.key(name);
    json.begin_object();
    json.member("lambda_per_s", rate.arrival_rate_per_s);
    json.member("kappa_per_bps", rate.depth_decay_per_bps);
    json.end_object();
}

void write_nodes(report::JsonWriter& json, const GridPage& page) {
    const GridPair& pair = page.pair;
    json.key("nodes");
    json.begin_array();
    for (int node = 0; node < std::ssize(pair.worst.value); ++node) {
        const auto i = static_cast<std::size_t>(node);
        json.begin_object();
        json.member("inventory_coin", inventory_coin(page, node));
        json.member("worst_drift_bps_per_s", pair.worst_drift(node));
        json.member("value_usd", pair.worst.value[i]);
        json.member("value_nominal_usd", pair.nominal.value[i]);
        json.member("bid_worst_bps", pair.worst.bid_bps[i]);
        json.member("bid_nominal_bps", pair.nominal.bid_bps[i]);
        json.member("ask_worst_bps", pair.worst.ask_bps[i]);
        json.member("ask_nominal_bps", pair.nominal.ask_bps[i]);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string page_text(const GridPage& page) {
    std::string text = head(page);
    if (is_solved(page.pair.worst) || is_solved(page.pair.nominal)) {
        text += table_text(page) + plot_text(page);
    }
    return text;
}

std::string page_json(const GridPage& page) {
    const kernels::uncertainty::Box& box = page.belief.box;
    report::JsonWriter json;
    json.begin_object();
    json.member("asset", page.asset->setup.instrument.symbol);
    json.member("at", page.at ? report::utc_text(*page.at, 9) : std::string("prior"));
    json.member("mid_usd", page.mid_usd);
    json.member("volatility_annual", kernels::annual_from_volatility_bps(box.sigma));
    json.member("volatility_worst_annual",
                kernels::annual_from_volatility_bps(box.sigma + box.sigma_halfwidth));
    json.member("drift_bps_per_s", box.drift_bps_per_s);
    json.member("drift_halfwidth_bps_per_s", box.drift_halfwidth);
    write_rate(json, "bid_fills", page.belief.rates.bid);
    write_rate(json, "ask_fills", page.belief.rates.ask);
    json.member("lot_coin", page.asset->setup.shape.lot_coin);
    json.key("worst_case");
    write_grid(json, page.pair.worst);
    json.key("nominal");
    write_grid(json, page.pair.nominal);
    write_nodes(json, page);
    json.end_object();
    return json.text() + '\n';
}

std::string page_csv(const GridPage& page) {
    const GridPair& pair = page.pair;
    std::string text =
        "inventory_coin,worst_drift_bps_per_s,value_usd,value_nominal_usd,bid_worst_bps,"
        "bid_nominal_bps,ask_worst_bps,ask_nominal_bps\n";
    for (int node = 0; node < std::ssize(pair.worst.value); ++node) {
        const auto i = static_cast<std::size_t>(node);
        text += report::exact_text(inventory_coin(page, node));
        for (const double value :
             {pair.worst_drift(node), pair.worst.value[i], pair.nominal.value[i],
              pair.worst.bid_bps[i], pair.nominal.bid_bps[i], pair.worst.ask_bps[i],
              pair.nominal.ask_bps[i]}) {
            text += ',' + report::exact_text(value);
        }
        text += '\n';
    }
    return text;
}

}  // namespace maxmin::app
