// An explanation as a page: what the market is, what the model believes, what the grid makes of it,
// and how the rules turn that into quotes and orders.
#include <algorithm>
#include <cmath>

#include "host/app/explanation.hpp"
#include "host/app/reasons.hpp"
#include "host/app/rounded_parts.hpp"
#include "host/report/numbers.hpp"
#include "host/report/text_table.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::app {
namespace {

using report::fixed_text;
using report::rounded_text;
using report::signed_text;
using report::wrapped;

std::string label(std::string_view name) {
    std::string text = "  ";
    text += name;
    text.resize(15, ' ');
    return text;
}

std::string age(Timestamp then, Timestamp now) {
    return then == Timestamp() ? "none yet" : fixed_text(to_seconds(now - then), 2) + " s old";
}

std::string annual(double sigma) {
    return fixed_text(100.0 * kernels::annual_from_volatility_bps(sigma), 1);
}

std::string quote_name(Side side, int level) {
    std::string name(to_string(side));
    name += " L";
    return name += std::to_string(level + 1);
}

std::string market_lines(const Explanation& e) {
    const market::MarketState& market = e.asset->market;
    const market::Instrument& instrument = e.asset->setup.instrument;
    if (!market.has_quote()) {
        return label("market") + "no two-sided book yet\n";
    }
    const auto price = [&](Ticks ticks) {
        return market::format_decimal(ticks.value(), instrument.price_decimals);
    };
    std::string text = wrapped(
        label("market"), "bid " + price(market.best_bid()) + ", ask " + price(market.best_ask()) +
                             ", mid " + rounded_text(market.mid_usd(), 9) + " USD, spread " +
                             fixed_text(market.spread_bps(), 2) + " bps");
    text += wrapped(
        label(""),
        "bids hold " +
            fixed_text(100.0 * market.imbalance(e.asset->config->signal.imbalance_levels), 0) +
            " % of the volume on the first " +
            std::to_string(e.asset->config->signal.imbalance_levels) + " levels");
    return text + wrapped(label(""), "book " + age(market.last_book_local(), e.at) +
                                         ", best quote " + age(market.last_best_local(), e.at) +
                                         ", last trade " + age(market.last_trade_local(), e.at));
}

std::string state_lines(const Explanation& e) {
    const quote::Gate& gate = e.asset->gate;
    const quote::ResolvedQuoteConfig& quote = e.asset->setup.quote;
    const market::Instrument& instrument = e.asset->setup.instrument;
    std::string text = wrapped(label("state"), state_words(e));
    std::string warm_up = fixed_text(std::min(e.engine->compute().observed_s(e.index),
                                              e.asset->config->filter.warm_up_s),
                                     0) +
                          " of " + fixed_text(e.asset->config->filter.warm_up_s, 0) + " s observed";
    if (e.asset->state != engine::QuoteState::warming_up) {
        text += wrapped(label("warm-up"), warm_up);
    }
    std::string gate_words = gate.is_open() ? "open: " : "closed: ";
    gate_words += to_words(gate.reason());
    if (std::isfinite(gate.gap_percent())) {
        gate_words += " (gap " + fixed_text(gate.gap_percent(), 1) + " of at most " +
                      fixed_text(quote.config.enable_trading_gap_threshold_percent, 1) + " %)";
    }
    text += wrapped(label("gate"), gate_words);
    const bool is_ladder = quote.config.enable_multi_level;
    const Lots limit = is_ladder ? quote.risk_limit : quote.max_position;
    return text +
           wrapped(label("inventory"),
                   market::format_decimal(e.asset->position.value(), instrument.size_decimals) +
                       " " + instrument.symbol + ", quotes may build up to " +
                       market::format_decimal(limit.value(), instrument.size_decimals));
}

std::string filter_lines(const Explanation& e) {
    const kernels::particle_filter::Posterior& p = e.belief.posterior;
    if (p.accepted_steps == 0) {
        return label("filter") + "no observation yet\n";
    }
    std::string text = label("volatility") + annual(p.sigma_mean) + " % a year";
    if (e.sample != nullptr) {
        text += ", 90 % band " + annual(e.sample->volatility_q05) + " to " +
                annual(e.sample->volatility_q95) + " % (" + age(e.sample->time, e.at) + ")";
    }
    text +=
        '\n' + wrapped(label(""), "learnt: long-run level " +
                                      fixed_text(100.0 * e.learnt_volatility_annual(), 1) +
                                      " %, half-life " + fixed_text(e.learnt_half_life_s(), 0) +
                                      " s, variability " + fixed_text(e.learnt_variability(), 2));
    text += label("drift") + signed_text(p.drift_mean, 4) + " bps/s, sd " +
            fixed_text(p.drift_sd, 4) + '\n';
    return text + wrapped(label("filter"), "effective particles " +
                                               fixed_text(p.effective_sample_size, 0) + " of " +
                                               std::to_string(e.particles) + "; observations " +
                                               std::to_string(p.accepted_steps) + " accepted, " +
                                               std::to_string(p.rejected) + " rejected, " +
                                               std::to_string(p.collapsed) + " collapsed");
}

std::string epsilon(double raw_bps, double minimum_bps, double used_bps, double level) {
    std::string text = "doubt " + fixed_text(raw_bps, 2) + " bps";
    if (used_bps == 0.0) {
        return text + (raw_bps < minimum_bps
                           ? " is below the minimum of " + fixed_text(minimum_bps, 2) + ": unused"
                           : ": unused");
    }
    return text + " (minimum " + fixed_text(minimum_bps, 2) + ") x level " + fixed_text(level, 2) +
           " = " + fixed_text(used_bps, 2) + " bps used";
}

std::string box_lines(const Explanation& e) {
    const kernels::uncertainty::BoxConfig& config = e.asset->setup.kernel.box;
    const kernels::uncertainty::Box& box = e.belief.box;
    const double level = e.asset->setup.kernel.robust ? config.robustness_level : 0.0;
    std::string text = label("box") + "over " + fixed_text(config.horizon_s, 0) + " s at " +
                       fixed_text(100.0 * config.confidence, 0) + " % confidence" +
                       (e.asset->setup.kernel.robust ? "\n" : "; robust control is off\n");
    text +=
        wrapped(label("  drift"),
                "estimate " + signed_text(box.drift_bps_per_s * config.horizon_s, 2) + " bps, " +
                    epsilon(box.raw_mu_bps, config.min_epsilon_mu_bps, box.epsilon_mu_bps, level));
    return text +
           wrapped(label("  volatility"),
                   "estimate " + fixed_text(box.sigma * std::sqrt(config.horizon_s), 2) + " bps, " +
                       epsilon(box.raw_sigma_bps, config.min_epsilon_sigma_bps,
                               box.epsilon_sigma_bps, level));
}

std::string fill_lines(const Explanation& e) {
    std::string text;
    for (const Side side : {Side::bid, Side::ask}) {
        const kernels::step::FillRate& rate =
            side == Side::bid ? e.belief.rates.bid : e.belief.rates.ask;
        const auto s = static_cast<std::size_t>(index_of(side));
        const bool learnt = e.asset->config->signal.fill_rates == signal::FillRates::estimated;
        text += wrapped(
            label(side == Side::bid ? "bid fills" : "ask fills"),
            "lambda " + rounded_text(rate.arrival_rate_per_s, 4) + "/s at the mid, kappa " +
                rounded_text(rate.depth_decay_per_bps, 4) + "/bps, a fill is worth " +
                fixed_text(rate.shortfall_bps, 2) + " bps less than its offset (" +
                (learnt
                     ? "learnt, " + fixed_text(100.0 * e.asset->fill_rates.rates(side).weight, 0) +
                           " % data"
                     : std::string("as configured")) +
                "), L1 excited " + fixed_text(e.asset->inputs.excitation_multiplier[s][0], 2) +
                "x");
    }
    return text + wrapped(label("signal"), signed_text(e.asset->inputs.signal_bps, 2) +
                                               " bps expected over " +
                                               fixed_text(e.asset->config->signal.horizon_s, 0) +
                                               " s; share of the forecast that is trusted " +
                                               fixed_text(e.asset->adverse.shrink(), 2));
}

/// One side: worst case, nominal and their difference in hundredths, so that they add up.
std::string base_line(Side side, double worst_bps, double nominal_bps) {
    const std::string head = label(side == Side::bid ? "  bid base" : "  ask base");
    if (!std::isfinite(worst_bps) || !std::isfinite(nominal_bps)) {
        return head + "off: the inventory is at the edge of the grid\n";
    }
    const std::int64_t worst = std::llround(worst_bps * 100.0);
    const std::int64_t nominal = std::llround(nominal_bps * 100.0);
    const std::string added = units_text(worst - nominal, 2);
    return head + "nominal " + units_text(nominal, 2) + " + robustness " + added +
           " = worst case " + units_text(worst, 2) + " bps\n";
}

/// Where the decision did not use what the grid says of the inventory now.
std::string used_line(const Explanation& e) {
    const quote::Inputs& used = e.asset->inputs;
    const auto differs = [](double used_bps, double now_bps) {
        return std::isfinite(used_bps) && std::isfinite(now_bps) &&
               std::llround(used_bps * 100.0) != std::llround(now_bps * 100.0);
    };
    if (!differs(used.base_bid_bps, e.pair->worst_here.bid_offset_bps) &&
        !differs(used.base_ask_bps, e.pair->worst_here.ask_offset_bps)) {
        return {};
    }
    return wrapped(label("  used"), "bid " + fixed_text(used.base_bid_bps, 2) + ", ask " +
                                        fixed_text(used.base_ask_bps, 2) +
                                        " bps: the grid or the inventory was another then");
}

std::string grid_lines(const Explanation& e) {
    if (!e.pair) {
        return label("grid") + "no step has run yet\n";
    }
    const SolvedGrid& worst = e.pair->worst;
    const bool solved = worst.info.status == kernels::quote_grid::GridStatus::converged;
    std::string status(to_words(worst.info.status));
    const engine::AssetSetup& setup = e.asset->setup;
    std::string text = wrapped(
        label("grid"), std::to_string(e.pair->nodes()) + " nodes of " +
                           rounded_text(setup.shape.lot_coin, 6) + " " + setup.instrument.symbol +
                           ", inventory at node " + signed_text(e.asset->inventory_nodes(), 2) +
                           "; " + status + " in " + std::to_string(worst.info.sweeps) + " sweeps");
    std::string source = "source ";
    source += to_string(e.base.source);
    if (e.base.source != engine::GridSource::none) {
        source += ", " + fixed_text(to_seconds(e.base.age) * 1e3, 0) + " ms old";
    }
    if (solved) {
        source +=
            "; gain " + fixed_text(worst.gain_usd_per_hour, 2) + " USD an hour in the worst case";
    }
    text += label("") + source + '\n';
    if (solved) {
        text += base_line(Side::bid, e.pair->worst_here.bid_offset_bps,
                          e.pair->nominal_here.bid_offset_bps);
        text += base_line(Side::ask, e.pair->worst_here.ask_offset_bps,
                          e.pair->nominal_here.ask_offset_bps);
    }
    return text + used_line(e);
}

std::string offsets_table(const Explanation& e) {
    constexpr int decimals = 2;
    std::vector<std::string> header{"bps"};
    header.insert(header.end(), QuoteTerms::offset_names.begin(), QuoteTerms::offset_names.end());
    header.emplace_back("= offset");
    report::TextTable table(header);
    for (const QuoteTerms& quote : e.quotes) {
        std::vector<std::string> cells{quote_name(quote.side, quote.level)};
        const RoundedParts rounded = rounded_parts(quote.offset_bps, decimals);
        cells.push_back(units_text(rounded.parts.front(), decimals));
        for (std::size_t i = 1; i < rounded.parts.size(); ++i) {
            cells.push_back(part_text(rounded.parts[i], decimals));
        }
        cells.push_back(quote.target != nullptr ? units_text(rounded.total, decimals) : "-");
        table.add(std::move(cells));
    }
    return table.text(false);
}

std::string sizes_table(const Explanation& e) {
    const market::Instrument& instrument = e.asset->setup.instrument;
    const int decimals = instrument.size_decimals + 1;
    std::vector<std::string> header{instrument.symbol, "share %"};
    header.insert(header.end(), QuoteTerms::size_names.begin(), QuoteTerms::size_names.end());
    header.insert(header.end(), {"= size", "price", "USD"});
    report::TextTable table(header);
    for (const QuoteTerms& quote : e.quotes) {
        std::vector<std::string> cells{quote_name(quote.side, quote.level),
                                       fixed_text(100.0 * quote.share, 1)};
        const RoundedParts rounded = rounded_parts(quote.size_coin, decimals);
        cells.push_back(units_text(rounded.parts.front(), decimals));
        for (std::size_t i = 1; i < rounded.parts.size(); ++i) {
            cells.push_back(part_text(rounded.parts[i], decimals));
        }
        if (quote.target == nullptr) {
            cells.insert(cells.end(), {"-", "-", "-"});
        } else {
            const quote::Target& target = *quote.target;
            cells.push_back(units_text(rounded.total, decimals));
            cells.push_back(
                market::format_decimal(target.price.value(), instrument.price_decimals));
            cells.push_back(fixed_text(
                instrument.price_usd(target.price) * instrument.size_coin(target.size), 2));
        }
        table.add(std::move(cells));
    }
    return table.text(false);
}

std::string quote_lines(const Explanation& e) {
    if (e.quotes.empty()) {
        const bool not_ready = e.asset->targets.absent == quote::Absent::not_ready;
        std::string text(1, '\n');
        text += "no quotes: ";
        text += not_ready ? state_words(e) : std::string(to_words(e.asset->targets.absent));
        return text += '\n';
    }
    std::string text = "\noffsets from the mid, decided " +
                       fixed_text(to_seconds(e.at - e.asset->inputs.now), 2) + " s before\n";
    text += offsets_table(e) + "\nsizes\n" + sizes_table(e);
    for (const QuoteTerms& quote : e.quotes) {
        if (quote.target != nullptr) {
            continue;
        }
        text += "  no " + quote_name(quote.side, quote.level) + ": ";
        text += to_words(quote.absent);
        text += quote.absent == quote::Absent::merged
                    ? " as " + quote_name(quote.side, quote.merged_into) + '\n'
                    : "\n";
    }
    return text;
}

std::string order_head(const OrderFate& fate, const Explanation& e) {
    std::string head = "  ";
    head += fate.is_taker ? std::string(to_string(fate.side)) + " IOC"
                          : quote_name(fate.side, fate.level);
    head.resize(10, ' ');
    if (fate.order == nullptr) {
        return head += "none";
    }
    const bool rests = fate.order->resting.size > Lots(0);
    const order::Quote& shown = rests ? fate.order->resting : fate.order->pending;
    head += size_at_price(shown.size, shown.price, e.asset->setup.instrument) + ", ";
    head += to_words(fate.order->state);
    return head += ", " + age(fate.order->quoted_at, e.at);
}

std::string order_lines(const Explanation& e) {
    std::string text(1, '\n');
    text += "orders, and what a look at them now would do\n";
    if (e.orders.empty()) {
        text += "  none, and none wanted\n";
    }
    std::vector<std::string> heads;
    std::size_t width = 0;
    for (const OrderFate& fate : e.orders) {
        heads.push_back(order_head(fate, e));
        width = std::max(width, heads.back().size());
    }
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const OrderFate& fate = e.orders[i];
        heads[i].resize(width + 2, ' ');
        heads[i] += fate.verdict;
        text += wrapped(heads[i] + ": ", fate.why);
    }
    return text + "  taker: " + std::string(to_words(e.asset->targets.taker.reason)) + '\n';
}

}  // namespace

std::string explanation_text(const Explanation& e) {
    std::string text = e.asset->setup.instrument.symbol + " at " + report::utc_text(e.at, 3) + "\n";
    return text += market_lines(e) + state_lines(e) + filter_lines(e) + box_lines(e) +
                   fill_lines(e) + grid_lines(e) + quote_lines(e) + order_lines(e);
}

}  // namespace maxmin::app
