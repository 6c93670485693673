// From what is known of one asset to the requests that leave: state, inputs, targets,
// reconciliation, risk. Everything before `send` is a pure function of the asset; `send` is the
// only way out.
#include <algorithm>
#include <array>
#include <cmath>

#include "host/engine/engine.hpp"
#include "host/quote/taker.hpp"

namespace maxmin::engine {
namespace {

using gateway::Request;
using gateway::RequestKind;

/// While the portfolio must shrink, only the side that takes inventory away is quoted.
std::array<bool, 2> sides_allowed(risk::TradingMode mode, Lots position) {
    if (mode == risk::TradingMode::active) {
        return {true, true};
    }
    const bool reducing = mode == risk::TradingMode::reducing;
    return {reducing && position < Lots(0), reducing && position > Lots(0)};
}

bool may_quote(QuoteState state) {
    return state == QuoteState::quoting || state == QuoteState::quoting_widened ||
           state == QuoteState::gate_closed || state == QuoteState::reducing;
}

}  // namespace

QuoteState Engine::judge_state(const Asset& asset, AssetIndex index, const BaseOffsets& base,
                               Timestamp now) const noexcept {
    if (!link_.may_trade()) {
        return QuoteState::no_link;
    }
    const Duration stale_after = from_seconds(asset.config->risk.stale_after_s);
    switch (asset.market.freshness(now, stale_after)) {
        case market::Freshness::no_data:
            return QuoteState::waiting_for_data;
        case market::Freshness::stale:
            return QuoteState::stale_data;
        case market::Freshness::fresh:
            break;
    }
    if (clock_astray_) {
        return QuoteState::clock_astray;
    }
    if (guard_.state().mode() == risk::TradingMode::halted || guard_.is_stopped(index)) {
        return QuoteState::stopped;
    }
    if (compute_->observed_s(index) < asset.config->filter.warm_up_s) {
        return QuoteState::warming_up;
    }
    // Without a known equity the guard lets nothing but cancels out: quotes that could no longer be
    // repriced must not stay.
    if (!guard_.state().equity_known()) {
        return QuoteState::stopped;
    }
    if (base.source == GridSource::none) {
        return QuoteState::no_grid;
    }
    if (guard_.state().mode() == risk::TradingMode::reducing) {
        return QuoteState::reducing;
    }
    if (!asset.gate.is_open()) {
        return QuoteState::gate_closed;
    }
    return base.source == GridSource::widened ? QuoteState::quoting_widened : QuoteState::quoting;
}

void Engine::fill_inputs(Asset& asset, const BaseOffsets& base, Timestamp now) noexcept {
    quote::Inputs& inputs = asset.inputs;
    inputs.now = now;
    inputs.ready = may_quote(asset.state);
    // What only takes inventory away is worth its price whatever the policy gains.
    inputs.gate_open = asset.gate.is_open() || guard_.state().mode() == risk::TradingMode::reducing;
    inputs.side_allowed = sides_allowed(guard_.state().mode(), asset.position);
    inputs.position = asset.position;
    inputs.signal_bps = asset.adverse.estimate_bps();
    inputs.taker_not_before = asset.taker_not_before;
    inputs.base_bid_bps = rule_offset(base.bid_bps);
    inputs.base_ask_bps = rule_offset(base.ask_bps);
    if (asset.market.has_quote()) {
        inputs.mid_usd = asset.market.mid_usd();
        inputs.best_bid = asset.market.best_bid();
        inputs.best_ask = asset.market.best_ask();
        inputs.spread_bps = asset.market.spread_bps();
        inputs.imbalance = asset.market.imbalance(asset.config->signal.imbalance_levels);
    }
    for (const Side side : {Side::bid, Side::ask}) {
        auto& multipliers = inputs.excitation_multiplier[static_cast<std::size_t>(index_of(side))];
        for (int level = 0; level < asset.setup.quote.levels(); ++level) {
            multipliers[static_cast<std::size_t>(level)] =
                asset.hawkes.excitation_multiplier(level, side, now);
        }
    }
}

risk::Exposure Engine::exposure_of(const Asset& asset) const noexcept {
    const market::MarketState& market = asset.market;
    return {
        .position = asset.position,
        .open_buy = asset.orders.open_most(Side::bid),
        .open_sell = asset.orders.open_most(Side::ask),
        .open_orders = static_cast<int>(asset.orders.orders().size()),
        .mid_usd = market.has_quote() ? market.mid_usd() : ledger::not_known,
        .book_time = std::max(market.last_book_local(), market.last_best_local()),
    };
}

void Engine::decide(Timestamp now) noexcept {
    outbox_.clear();
    for (AssetIndex index = 0; index < std::ssize(assets_); ++index) {
        if (at(index).dirty) {
            decide_asset(index, now);
        }
    }
    if (!outbox_.empty()) {
        port_.submit(outbox_, now);
    }
}

void Engine::decide_asset(AssetIndex index, Timestamp now) noexcept {
    Asset& asset = at(index);
    asset.dirty = false;
    ++asset.counts.decisions;
    count_time(asset, now);
    const BaseOffsets base = asset.grid.at(now);
    const QuoteState state = judge_state(asset, index, base, now);
    if (state != asset.state) {
        log_.add({.time = now,
                  .kind = LogKind::state_changed,
                  .asset = index,
                  .values = {static_cast<double>(state)}});
        asset.state = state;
    }
    fill_inputs(asset, base, now);
    quote::make_targets(asset.inputs, asset.setup.quote, asset.setup.instrument, asset.targets);
    // The second line behind the rules' own check: the guard refuses what a bad number might still
    // do.
    if (asset.targets.absent == quote::Absent::bad_input) {
        guard_.stop(index, risk::StopReason::bad_number);
    } else {
        guard_.clear(index, risk::StopReason::bad_number);
    }
    guard_.set_exposure(index, exposure_of(asset));
    if (!link_.may_trade()) {
        if (must_cancel_blind(index, now)) {
            order::reconcile(asset.targets, asset.orders, reconcile_rules(asset, index), budget_,
                             now, order_ids_, plan_);
            send(asset, now);
        }
        return;
    }
    if (guard_.closing_permitted()) {
        close_position(asset, now);
    }
    order::reconcile(asset.targets, asset.orders, reconcile_rules(asset, index), budget_, now,
                     order_ids_, plan_);
    send(asset, now);
    send_queries(asset, index, now);
}

/// Without a link nothing is placed, but cancels find another way out. Orders that nobody reprices
/// any more rest for as long as an answer may take; a halt or a stop does not wait.
bool Engine::must_cancel_blind(AssetIndex index, Timestamp now) const noexcept {
    if (!link_.met) {
        return false;
    }
    const Duration patience = from_seconds(config_.fate.answer_timeout_s);
    const bool is_long = link_.lost_at > Timestamp() && now - link_.lost_at > patience;
    return is_long || guard_.state().mode() == risk::TradingMode::halted ||
           guard_.is_stopped(index);
}

void Engine::close_position(Asset& asset, Timestamp now) noexcept {
    if (asset.market.freshness(now, from_seconds(asset.config->risk.stale_after_s)) !=
        market::Freshness::fresh) {
        return;
    }
    const market::Instrument& instrument = asset.setup.instrument;
    const Lots most = instrument.floor_size(asset.config->risk.order_value_usd_max / 1.01 /
                                            asset.market.mid_usd());
    asset.targets.taker =
        quote::make_closing_order(asset.inputs, asset.setup.quote, instrument, most);
}

void Engine::send(Asset& asset, Timestamp now) noexcept {
    bool repriced = false;
    for (const Request& request : plan_.view()) {
        if (send_one(asset, request, now)) {
            repriced = log_request(asset, request, now, repriced);
        }
    }
}

bool Engine::send_one(Asset& asset, const Request& request, Timestamp now) noexcept {
    const risk::Verdict verdict = guard_.judge(request, now);
    if (verdict != risk::Verdict::accepted) {
        log_.add({.time = now,
                  .kind = LogKind::order_refused,
                  .asset = request.asset,
                  .side = request.side,
                  .level = request.level,
                  .values = {static_cast<double>(verdict)}});
        return false;
    }
    if (outbox_.size() == outbox_.capacity() || !asset.orders.sent(request, now)) {
        return false;
    }
    budget_.spent(request.kind);
    outbox_.push_back(request);
    hash_request(request, now);
    if (link_.first_quote_due && gateway::shows_size(request.kind)) {
        link_.first_quote_due = false;
        ++link_.recoveries;
        link_.recovery_s = to_seconds(now - link_.socket_up);
        link_.recovery_s_max = std::max(link_.recovery_s_max, link_.recovery_s);
        log_.add({.time = now, .kind = LogKind::first_quote, .values = {link_.recovery_s}});
    }
    return true;
}

void Engine::send_queries(Asset& asset, AssetIndex index, Timestamp now) noexcept {
    for (const order::WorkingOrder& order : asset.orders.orders()) {
        if (!order::query_is_due(order, config_.fate, now)) {
            continue;
        }
        const Request query{.kind = RequestKind::query,
                            .id = order.id,
                            .asset = index,
                            .side = order.side,
                            .price = order.resting.price,
                            .size = order.resting.size,
                            .level = order.level};
        if (send_one(asset, query, now)) {
            log_.add({.time = now,
                      .kind = LogKind::fate_unknown,
                      .asset = index,
                      .side = order.side,
                      .level = order.level,
                      .values = {static_cast<double>(order.queries)}});
        }
    }
}

void Engine::watch_answers(Timestamp now) noexcept {
    const Duration patience = from_seconds(config_.fate.answer_timeout_s);
    for (Asset& asset : assets_) {
        if (asset.orders.time_out(now, patience) > 0) {
            asset.dirty = true;
        }
    }
}

bool Engine::log_request(Asset& asset, const Request& request, Timestamp now,
                         bool repriced) noexcept {
    AssetCounts& counts = asset.counts;
    if (request.kind == RequestKind::cancel) {
        ++counts.cancelled;
        return repriced;
    }
    if (request.time_in_force == gateway::TimeInForce::immediate_or_cancel) {
        ++counts.taker_orders;
        asset.taker_not_before = asset.targets.taker.next_not_before;
        log_.add({.time = now,
                  .kind = LogKind::taker_sent,
                  .asset = request.asset,
                  .side = request.side,
                  .price = request.price,
                  .size = request.size});
        return repriced;
    }
    ++(request.kind == RequestKind::place ? counts.placed : counts.modified);
    if (!repriced) {
        log_.add({.time = now, .kind = LogKind::repriced, .asset = request.asset});
    }
    const double price_usd = asset.setup.instrument.price_usd(request.price);
    const double offset_bps =
        sign_of(request.side) * (1.0 - price_usd / asset.inputs.mid_usd) * 1e4;
    log_.add({.time = now,
              .kind = LogKind::quote_placed,
              .asset = request.asset,
              .side = request.side,
              .level = request.level,
              .price = request.price,
              .size = request.size,
              .values = {offset_bps}});
    return true;
}

}  // namespace maxmin::engine
