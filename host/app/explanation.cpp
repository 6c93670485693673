#include "host/app/explanation.hpp"

#include <cmath>
#include <numbers>

#include "host/app/reasons.hpp"
#include "host/report/numbers.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::app {
namespace {

using engine::QuoteState;
using report::fixed_text;

const quote::Target* target_of(const quote::SideTargets& side, int level) {
    for (const quote::Target& target : side.view()) {
        if (target.level == level) {
            return &target;
        }
    }
    return nullptr;
}

QuoteTerms terms_of(const engine::Asset& asset, Side side, int level) {
    const auto s = static_cast<std::size_t>(index_of(side));
    const quote::Explain& term = asset.targets.explain[s][static_cast<std::size_t>(level)];
    const double lot_coin = asset.setup.instrument.size_coin(Lots(1));
    QuoteTerms terms{
        .side = side,
        .level = level,
        .share = term.share,
        .offset_bps = {term.base_bps, term.bias_bps, term.skew_bps, term.risk_bps, term.spacing_bps,
                       term.momentum_bps, term.floor_bps, term.passive_bps, term.rounding_bps},
        .target = target_of(asset.targets.side[s], level),
        .absent = term.absent,
        .merged_into = term.merged_into};
    const double grown_lots = term.asked_lots * term.growth;
    const double own_lots = grown_lots + term.rounding_lots - term.cut_lots.as_double();
    const double joined_lots =
        terms.target != nullptr ? std::round(terms.target->size.as_double() - own_lots) : 0.0;
    const std::array lots{term.asked_lots, grown_lots - term.asked_lots, term.rounding_lots,
                          -term.cut_lots.as_double(), joined_lots};
    for (std::size_t i = 0; i < lots.size(); ++i) {
        terms.size_coin[i] = lots[i] * lot_coin;
    }
    return terms;
}

std::string risk_words(const Explanation& e) {
    const risk::Guard& guard = e.engine->guard();
    std::string text(to_string(guard.state().mode()));
    if (guard.state().mode() != risk::TradingMode::active) {
        text += " because of ";
        text += to_string(guard.state().record().cause);
    }
    for (const risk::StopReason reason :
         {risk::StopReason::stale_data, risk::StopReason::model_failed,
          risk::StopReason::bad_number, risk::StopReason::operator_word}) {
        if (guard.is_stopped(e.index, reason)) {
            text += ", ";
            text += to_string(reason);
        }
    }
    return text;
}

}  // namespace

double Explanation::learnt_volatility_annual() const {
    return kernels::annual_from_volatility_bps(std::exp(0.5 * belief.posterior.psi_mean[0]));
}

double Explanation::learnt_half_life_s() const {
    return std::numbers::ln2 / std::exp(belief.posterior.psi_mean[1]);
}

double Explanation::learnt_variability() const {
    return std::exp(belief.posterior.psi_mean[2]);
}

Explanation explain(const engine::Engine& engine, AssetIndex index, Timestamp at, int particles) {
    Explanation e;
    e.engine = &engine;
    e.index = index;
    e.at = at;
    e.particles = particles;
    e.asset = &engine.assets()[static_cast<std::size_t>(index)];
    e.base = e.asset->grid.at(at);
    if (engine.compute().steps() > engine.compute().failed_steps()) {
        e.belief = belief_of(engine, index);
        const double mid_usd = e.asset->market.has_quote() ? e.asset->market.mid_usd() : 0.0;
        e.pair = solve_pair(*e.asset, e.belief, e.asset->inventory_nodes(), mid_usd);
    }
    for (const ledger::Sample& sample : engine.samples()) {
        if (sample.asset == index && std::isfinite(sample.volatility_q95)) {
            e.sample = &sample;
        }
    }
    if (e.asset->targets.absent == quote::Absent::none) {
        for (const Side side : {Side::bid, Side::ask}) {
            for (int level = 0; level < e.asset->targets.levels; ++level) {
                e.quotes.push_back(terms_of(*e.asset, side, level));
            }
        }
    }
    e.orders = order_fates(engine, index, at);
    return e;
}

std::string state_words(const Explanation& e) {
    const quote::Gate& gate = e.asset->gate;
    std::string text(to_string(e.asset->state));
    switch (e.asset->state) {
        case QuoteState::warming_up:
            return text + ": " + fixed_text(e.engine->compute().observed_s(e.index), 0) + " of " +
                   fixed_text(e.asset->config->filter.warm_up_s, 0) + " s observed";
        case QuoteState::gate_closed:
            text += ": ";
            return text += to_words(gate.reason());
        case QuoteState::stopped:
        case QuoteState::reducing:
            return text + ": " + risk_words(e);
        case QuoteState::stale_data:
            return text + ": limit " + fixed_text(e.asset->config->risk.stale_after_s, 1) + " s";
        case QuoteState::no_grid:
            text += ": ";
            return text += e.pair ? to_words(e.pair->worst.info.status) : "no step has run yet";
        case QuoteState::no_link:
        case QuoteState::clock_astray:
        case QuoteState::waiting_for_data:
        case QuoteState::quoting:
        case QuoteState::quoting_widened:
            break;
    }
    if (e.engine->guard().state().mode() != risk::TradingMode::active) {
        text += ", portfolio " + risk_words(e);
    }
    return text;
}

}  // namespace maxmin::app
