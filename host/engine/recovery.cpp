// The link and the venue's own word. After any loss what rested is of unknown fate; a Truth settles
// it: orders first, then positions, then the allowance. The venue's account is older than what we
// have heard since it was asked for, so nothing touched within the answer time-out before that is
// judged by it, no position that a fill has changed meanwhile, and any other is overruled by a
// periodic account only when two in a row say the same, or three while fills keep coming.
#include <algorithm>
#include <array>
#include <cmath>

#include "host/engine/engine.hpp"

namespace maxmin::engine {

using gateway::LinkState;
using gateway::OpenOrder;
using gateway::Truth;

namespace {

/// The best level of a side that no order holds; order::no_level if all are taken.
std::uint8_t free_level(const Asset& asset, Side side) {
    std::array<bool, quote::levels_max> taken{};
    for (const order::WorkingOrder& order : asset.orders.orders()) {
        if (order.side == side && !order.is_taker && order.level < quote::levels_max) {
            taken[order.level] = true;
        }
    }
    for (int level = 0; level < asset.setup.quote.levels(); ++level) {
        if (!taken[static_cast<std::size_t>(level)]) {
            return static_cast<std::uint8_t>(level);
        }
    }
    return order::no_level;
}

}  // namespace

std::string_view to_string(Refusal refusal) {
    switch (refusal) {
        case Refusal::none:
            return "none";
        case Refusal::positions:
            return "positions";
        case Refusal::orders:
            return "orders";
    }
    return "unknown";
}

void Engine::restore(const Restored& restored) noexcept {
    if (restored.mode) {
        guard_.state().restore(*restored.mode);
    }
    if (restored.marks) {
        guard_.state().restore(*restored.marks);
    }
    for (Asset& asset : assets_) {
        asset.orders.begin_with(gateway::OrderId{restored.first_order_id});
    }
    for (const SeenFill& fill : restored.fills) {
        at(fill.asset).orders.remember_fill(fill.trade_id, fill.exchange_time);
    }
    for (std::size_t i = 0; i < restored.positions.size(); ++i) {
        const auto index = static_cast<AssetIndex>(i);
        at(index).position = restored.positions[i];
        ledger_.adopt(index, restored.positions[i], reference_mid_usd_[i]);
    }
}

void Engine::on_link(LinkState state, Timestamp now) noexcept {
    if (state == link_.state) {
        return;
    }
    const bool was_up = link_.state == LinkState::up;
    link_.state = state;
    log_.add({.time = now, .kind = LogKind::link_changed, .values = {static_cast<double>(state)}});
    if (state == LinkState::syncing) {
        link_.socket_up = now;
    }
    if (state == LinkState::up) {
        link_.first_quote_due = true;
    } else if (state == LinkState::down || was_up) {
        link_.reconciled = false;
        link_.first_quote_due = false;
        link_.losses += was_up ? 1 : 0;
        link_.lost_at = was_up ? now : link_.lost_at;
        for (Asset& asset : assets_) {
            asset.orders.lose_sight();
        }
    }
    mark_all();
}

void Engine::on_truth(const Truth& truth) noexcept {
    ++link_.truths;
    const bool first = !link_.met;
    const Timestamp since = truth.orders_asked - from_seconds(config_.fate.answer_timeout_s);
    if (first && std::isfinite(truth.equity_usd)) {
        ledger_.rebase(truth.equity_usd);
    }
    settle_orders(truth, since);
    std::fill(venue_lots_.begin(), venue_lots_.end(), Lots(0));
    for (const gateway::HeldPosition& held : truth.positions) {
        venue_lots_[static_cast<std::size_t>(held.asset)] = held.lots;
    }
    for (AssetIndex index = 0; index < std::ssize(assets_); ++index) {
        settle_position(index, venue_lots_[static_cast<std::size_t>(index)], truth, since);
    }
    if (truth.requests_limit > 0) {
        budget_.adopt(truth.requests_used, static_cast<double>(truth.requests_limit));
    }
    link_.equity_gap_usd = truth.equity_usd - ledger_.equity_usd();
    link_.met = true;
    link_.reconciled = true;
    if (first && link_.refusal != Refusal::none) {
        log_.add({.time = truth.local_time,
                  .kind = LogKind::start_refused,
                  .values = {static_cast<double>(link_.refusal)}});
    }
    mark_all();
}

void Engine::settle_orders(const Truth& truth, Timestamp since) noexcept {
    const std::int64_t adopted = link_.orders_adopted;
    const std::int64_t found = link_.orders_found;
    link_.foreign_orders = 0;
    for (const OpenOrder& open : truth.orders) {
        if (open.id == gateway::OrderId{}) {
            ++link_.foreign_orders;
        } else if (Asset& asset = at(open.asset); asset.orders.knows(open.id, since)) {
            asset.orders.list(open, since, truth.after_loss);
        } else {
            meet_order(open, truth.local_time);
        }
    }
    std::int64_t gone = 0;
    for (Asset& asset : assets_) {
        gone += asset.orders.settle_unlisted(since, truth.local_time);
    }
    link_.orders_gone += gone;
    if (truth.after_loss) {
        log_.add({.time = truth.local_time,
                  .kind = LogKind::reconciled,
                  .values = {static_cast<double>(gone),
                             static_cast<double>(link_.orders_adopted - adopted),
                             static_cast<double>(link_.orders_found - found),
                             static_cast<double>(link_.foreign_orders)}});
    }
}

void Engine::meet_order(const OpenOrder& open, Timestamp now) noexcept {
    Asset& asset = at(open.asset);
    FoundOrders rule = config_.start.orders;
    if (rule == FoundOrders::refuse) {
        if (!link_.met) {
            link_.refusal = Refusal::orders;
            return;
        }
        rule = FoundOrders::cancel;
    }
    const bool adopts = rule == FoundOrders::adopt;
    const std::uint8_t level = adopts ? free_level(asset, open.side) : order::no_level;
    if (asset.orders.adopt(open, level, now)) {
        ++(level == order::no_level ? link_.orders_found : link_.orders_adopted);
    }
}

void Engine::settle_position(AssetIndex index, Lots venue, const Truth& truth,
                             Timestamp since) noexcept {
    Asset& asset = at(index);
    const Lots difference = venue - asset.position;
    if (difference != Lots(0) && asset.fill_heard_at > truth.positions_asked && link_.met) {
        ++link_.position_suspects;  // a fill has crossed the question: the next account will tell
        return;
    }
    if (difference == Lots(0)) {
        asset.suspect = Lots(0);
        asset.suspected = 0;
        return;
    }
    const bool is_fair = asset.filled_at < since;
    if (!link_.met && is_fair) {
        if (config_.start.positions == FoundPositions::refuse) {
            link_.refusal = Refusal::positions;
            return;
        }
        adopt_position(index, venue, truth.local_time);
        return;
    }
    // A fill on its way explains a difference once; the same difference again and again is none.
    asset.suspected = difference == asset.suspect ? asset.suspected + 1 : 1;
    asset.suspect = difference;
    const int needed = !is_fair ? 3 : link_.met && truth.after_loss ? 1 : 2;
    if (asset.suspected < needed) {
        ++link_.position_suspects;
        return;
    }
    ++link_.position_mismatches;
    asset.suspect = Lots(0);
    asset.suspected = 0;
    adopt_position(index, venue, truth.local_time);
}

void Engine::adopt_position(AssetIndex index, Lots venue, Timestamp now) noexcept {
    Asset& asset = at(index);
    count_time(asset, now);
    log_.add({.time = now,
              .kind = LogKind::position_adopted,
              .asset = index,
              .values = {asset.position.as_double(), venue.as_double(), link_.met ? 1.0 : 0.0}});
    ledger_.adopt(index, venue - asset.position,
                  reference_mid_usd_[static_cast<std::size_t>(index)]);
    asset.position = venue;
}

}  // namespace maxmin::engine
