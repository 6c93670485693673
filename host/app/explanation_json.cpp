// An explanation as JSON: the same content as the page, with all digits.
#include "host/app/explanation.hpp"
#include "host/app/reasons.hpp"
#include "host/report/json_writer.hpp"
#include "host/report/numbers.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::app {
namespace {

using report::JsonWriter;

void write_market(JsonWriter& json, const Explanation& e) {
    const market::MarketState& market = e.asset->market;
    const market::Instrument& instrument = e.asset->setup.instrument;
    json.key("market");
    json.begin_object();
    if (market.has_quote()) {
        json.member("best_bid_usd", instrument.price_usd(market.best_bid()));
        json.member("best_ask_usd", instrument.price_usd(market.best_ask()));
        json.member("mid_usd", market.mid_usd());
        json.member("spread_bps", market.spread_bps());
        json.member("imbalance", market.imbalance(e.asset->config->signal.imbalance_levels));
        const auto age = [&](const char* name, Timestamp then) {
            json.member(name, then == Timestamp() ? ledger::not_known : to_seconds(e.at - then));
        };
        age("book_age_s", market.last_book_local());
        age("best_quote_age_s", market.last_best_local());
        age("trade_age_s", market.last_trade_local());
    }
    json.end_object();
}

void write_state(JsonWriter& json, const Explanation& e) {
    const quote::Gate& gate = e.asset->gate;
    const quote::QuoteConfig& config = e.asset->setup.quote.config;
    json.member("state", to_string(e.asset->state));
    json.member("state_reason", state_words(e));
    json.key("gate");
    json.begin_object();
    json.member("open", gate.is_open());
    json.member("reason", to_string(gate.reason()));
    json.member("gap_percent", gate.gap_percent());
    json.member("threshold_percent", config.enable_trading_gap_threshold_percent);
    json.end_object();
    json.key("warm_up");
    json.begin_object();
    json.member("observed_s", e.engine->compute().observed_s(e.index));
    json.member("needed_s", e.asset->config->filter.warm_up_s);
    json.end_object();
    json.member("risk_mode", to_string(e.engine->guard().state().mode()));
    json.member("inventory_coin", e.asset->setup.instrument.size_coin(e.asset->position));
}

void write_filter(JsonWriter& json, const Explanation& e) {
    const kernels::particle_filter::Posterior& p = e.belief.posterior;
    const auto annual = kernels::annual_from_volatility_bps;
    json.key("filter");
    json.begin_object();
    json.member("volatility_annual", annual(p.sigma_mean));
    json.member("volatility_annual_q05",
                e.sample != nullptr ? annual(e.sample->volatility_q05) : ledger::not_known);
    json.member("volatility_annual_q95",
                e.sample != nullptr ? annual(e.sample->volatility_q95) : ledger::not_known);
    json.member("drift_bps_per_s", p.drift_mean);
    json.member("drift_sd_bps_per_s", p.drift_sd);
    json.member("long_run_volatility_annual", e.learnt_volatility_annual());
    json.member("half_life_s", e.learnt_half_life_s());
    json.member("variability", e.learnt_variability());
    json.member("particles", e.particles);
    json.member("effective_sample_size", p.effective_sample_size);
    json.member("accepted", static_cast<std::int64_t>(p.accepted_steps));
    json.member("rejected", static_cast<std::int64_t>(p.rejected));
    json.member("collapsed", static_cast<std::int64_t>(p.collapsed));
    json.end_object();
}

void write_box(JsonWriter& json, const Explanation& e) {
    const kernels::uncertainty::BoxConfig& config = e.asset->setup.kernel.box;
    const kernels::uncertainty::Box& box = e.belief.box;
    json.key("box");
    json.begin_object();
    json.member("robust", e.asset->setup.kernel.robust);
    json.member("horizon_s", config.horizon_s);
    json.member("confidence", config.confidence);
    json.member("robustness_level", config.robustness_level);
    json.member("drift_bps_per_s", box.drift_bps_per_s);
    json.member("raw_mu_bps", box.raw_mu_bps);
    json.member("min_epsilon_mu_bps", config.min_epsilon_mu_bps);
    json.member("epsilon_mu_bps", box.epsilon_mu_bps);
    json.member("sigma_bps_per_sqrt_s", box.sigma);
    json.member("raw_sigma_bps", box.raw_sigma_bps);
    json.member("min_epsilon_sigma_bps", config.min_epsilon_sigma_bps);
    json.member("epsilon_sigma_bps", box.epsilon_sigma_bps);
    json.end_object();
}

void write_fills(JsonWriter& json, const Explanation& e) {
    json.member("signal_bps", e.asset->inputs.signal_bps);
    json.member("signal_shrink", e.asset->adverse.shrink());
    json.key("fills");
    json.begin_object();
    for (const Side side : {Side::bid, Side::ask}) {
        const kernels::step::FillRate& rate =
            side == Side::bid ? e.belief.rates.bid : e.belief.rates.ask;
        json.key(to_string(side));
        json.begin_object();
        json.member("lambda_per_s", rate.arrival_rate_per_s);
        json.member("kappa_per_bps", rate.depth_decay_per_bps);
        json.member("shortfall_bps", rate.shortfall_bps);
        json.member(
            "excitation",
            e.asset->inputs.excitation_multiplier[static_cast<std::size_t>(index_of(side))][0]);
        json.member("learnt", e.asset->config->signal.fill_rates == signal::FillRates::estimated);
        json.member("data_weight", e.asset->fill_rates.rates(side).weight);
        json.end_object();
    }
    json.end_object();
}

void write_grid(JsonWriter& json, const Explanation& e) {
    json.key("grid");
    json.begin_object();
    json.member("source", to_string(e.base.source));
    json.member("age_s", to_seconds(e.base.age));
    if (e.pair) {
        const SolvedGrid& worst = e.pair->worst;
        json.member("nodes", e.pair->nodes());
        json.member("lot_coin", e.asset->setup.shape.lot_coin);
        json.member("inventory_nodes", e.asset->inventory_nodes());
        json.member("status", to_words(worst.info.status));
        json.member("sweeps", worst.info.sweeps);
        json.member("gain_bps_lots_per_s", worst.info.gain_bps_lots_per_s);
        json.member("gain_usd_per_hour", worst.gain_usd_per_hour);
        json.member("bid_worst_bps", e.pair->worst_here.bid_offset_bps);
        json.member("bid_nominal_bps", e.pair->nominal_here.bid_offset_bps);
        json.member("ask_worst_bps", e.pair->worst_here.ask_offset_bps);
        json.member("ask_nominal_bps", e.pair->nominal_here.ask_offset_bps);
    }
    json.end_object();
}

template <typename Names, typename Values>
void write_parts(JsonWriter& json, const char* name, const Names& names, const Values& values) {
    json.key(name);
    json.begin_object();
    for (std::size_t i = 0; i < names.size(); ++i) {
        json.member(names[i], values[i]);
    }
    json.end_object();
}

void write_quotes(JsonWriter& json, const Explanation& e) {
    const market::Instrument& instrument = e.asset->setup.instrument;
    json.member("decided_age_s", to_seconds(e.at - e.asset->inputs.now));
    json.member("absent", to_string(e.asset->targets.absent));
    json.key("quotes");
    json.begin_array();
    for (const QuoteTerms& quote : e.quotes) {
        json.begin_object();
        json.member("side", to_string(quote.side));
        json.member("level", quote.level + 1);
        json.member("absent", to_string(quote.absent));
        if (quote.absent == quote::Absent::merged) {
            json.member("merged_into", quote.merged_into + 1);
        }
        write_parts(json, "offset_parts_bps", QuoteTerms::offset_names, quote.offset_bps);
        json.member("share", quote.share);
        write_parts(json, "size_parts_coin", QuoteTerms::size_names, quote.size_coin);
        if (quote.target != nullptr) {
            json.member("offset_bps", quote.target->offset_bps);
            json.member("size_coin", instrument.size_coin(quote.target->size));
            json.member("price_usd", instrument.price_usd(quote.target->price));
        }
        json.end_object();
    }
    json.end_array();
}

void write_orders(JsonWriter& json, const Explanation& e) {
    const market::Instrument& instrument = e.asset->setup.instrument;
    json.key("orders");
    json.begin_array();
    for (const OrderFate& fate : e.orders) {
        json.begin_object();
        json.member("side", to_string(fate.side));
        json.member("level", fate.level + 1);
        json.member("taker", fate.is_taker);
        if (fate.order != nullptr) {
            const order::WorkingOrder& order = *fate.order;
            const order::Quote& shown =
                order.resting.size > Lots(0) ? order.resting : order.pending;
            json.member("state", to_string(order.state));
            json.member("price_usd", instrument.price_usd(shown.price));
            json.member("size_coin", instrument.size_coin(shown.size));
            json.member("age_s", to_seconds(e.at - order.quoted_at));
        }
        json.member("verdict", fate.verdict);
        json.member("why", fate.why);
        json.end_object();
    }
    json.end_array();
    json.member("taker_reason", to_string(e.asset->targets.taker.reason));
}

}  // namespace

std::string explanation_json(const Explanation& e) {
    JsonWriter json;
    json.begin_object();
    json.member("asset", e.asset->setup.instrument.symbol);
    json.member("at", report::utc_text(e.at, 9));
    write_market(json, e);
    write_state(json, e);
    write_filter(json, e);
    write_box(json, e);
    write_fills(json, e);
    write_grid(json, e);
    write_quotes(json, e);
    write_orders(json, e);
    json.end_object();
    return json.text() + '\n';
}

}  // namespace maxmin::app
