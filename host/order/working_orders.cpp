#include "host/order/working_orders.hpp"

#include <algorithm>

namespace maxmin::order {

using gateway::OrderId;
using gateway::Report;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;

namespace {

/// Fills of one asset whose repeats are recognised; a reconnect replays far fewer.
constexpr std::size_t fills_remembered = 1024;

void take_fill(WorkingOrder& order, const Report& report) {
    // Before the first acknowledgement only the pending quote is known. What remains is the venue's
    // to say: a late fill of an order since modified takes nothing from the new one.
    Lots& left = order.resting.size > Lots(0) ? order.resting.size : order.pending.size;
    left = std::clamp(report.remaining, Lots(0), left);
    order.filled += report.size;
}

void take_numbers(WorkingOrder& order, const Report& report, OrderEvent event) {
    switch (event) {
        case OrderEvent::accepted:
        case OrderEvent::modified:
            order.resting = {report.price, report.remaining};
            order.pending = {};
            order.filled = event == OrderEvent::modified ? Lots(0) : order.filled;
            break;
        case OrderEvent::modify_refused:
            order.resting.size = report.remaining;
            order.pending = {};
            break;
        case OrderEvent::cancelled:
            order.resting.size = Lots(0);
            break;
        case OrderEvent::cancel_refused:
            order.cancel_refused_at = report.local_time;
            order.cancel_refusals =
                static_cast<std::uint8_t>(std::min(order.cancel_refusals + 1, 255));
            break;
        case OrderEvent::fill_part:
        case OrderEvent::fill_full:
            take_fill(order, report);
            break;
        default:
            break;
    }
}

bool awaits_answer(OrderState state) {
    return state == OrderState::placing || state == OrderState::modifying ||
           state == OrderState::cancelling;
}

}  // namespace

bool query_is_due(const WorkingOrder& order, const FateConfig& config, Timestamp now) noexcept {
    if (order.state != OrderState::unknown) {
        return false;
    }
    if (order.queries == 0) {
        return now - order.request_at > from_seconds(config.answer_timeout_s);
    }
    constexpr int doublings_max = 20;
    const double wait_s =
        std::min(config.query_interval_max_s,
                 config.query_interval_s *
                     static_cast<double>(1 << std::min(order.queries - 1, doublings_max)));
    return now - order.query_at >= from_seconds(wait_s);
}

WorkingOrders::WorkingOrders() : trades_(fills_remembered) {}

bool WorkingOrders::sent(const Request& request, Timestamp now) noexcept {
    WorkingOrder* order = find_mutable(request.id);
    if (request.kind == RequestKind::place) {
        order = order == nullptr ? add(request.id) : nullptr;
        if (order == nullptr) {
            ++counters_.illegal;
            return false;
        }
        next_id_ = std::max(next_id_, OrderId{static_cast<std::uint64_t>(request.id) + 1});
        order->state = OrderState::placing;
        order->side = request.side;
        order->level = request.level;
        order->is_taker = request.time_in_force == gateway::TimeInForce::immediate_or_cancel;
    } else if (request.kind == RequestKind::query) {
        if (order == nullptr || order->state != OrderState::unknown) {
            ++counters_.illegal;
            return false;
        }
        order->query_at = now;
        order->queries = static_cast<std::uint8_t>(std::min(order->queries + 1, 255));
        ++counters_.queries;
        return true;
    } else {
        const bool cancels = request.kind == RequestKind::cancel;
        const OrderEvent event = cancels ? OrderEvent::sent_cancel : OrderEvent::sent_modify;
        const Rule rule = order == nullptr ? Rule{} : rule_for(order->state, event);
        if (rule.verdict != Verdict::moved) {
            ++counters_.illegal;
            return false;
        }
        order->state = rule.next;
    }
    if (request.kind != RequestKind::cancel) {
        order->pending = {request.price, request.size};
        order->quoted_at = now;
    }
    order->request_at = now;
    return true;
}

Transition WorkingOrders::apply(const Report& report) noexcept {
    if (report.kind == ReportKind::funding) {
        return {};
    }
    const bool fills = report.kind == ReportKind::filled;
    if (fills && !admit_fill(report)) {
        return {.kind = Transition::Kind::repeated};
    }
    const OrderEvent event = event_of(report);
    WorkingOrder* order = find_mutable(report.id);
    if (order == nullptr) {
        return apply_to_absent(report, event);
    }
    const Rule rule = rule_for(order->state, event);
    const Transition transition{.kind = Transition::Kind::known,
                                .from = order->state,
                                .to = rule.next,
                                .verdict = rule.verdict,
                                .filled = fills ? report.size : Lots(0)};
    count(rule.verdict);
    take_numbers(*order, report, event);
    note_refusal(report, event);
    order->starved =
        event == OrderEvent::modify_refused && report.reason == gateway::Reason::too_many_requests;
    order->heard_at = report.local_time;
    move(*order, event);
    if (rule.next == OrderState::done) {
        finish(*order, report.local_time);
    }
    return transition;
}

Transition WorkingOrders::apply_to_absent(const Report& report, OrderEvent event) noexcept {
    const bool was_ours = report.id < next_id_;  // however long ago it finished
    const Rule rule = rule_for(OrderState::done, event);
    Transition transition{.kind = was_ours ? Transition::Kind::finished : Transition::Kind::unknown,
                          .to = rule.next,
                          .verdict = was_ours ? rule.verdict : Verdict::illegal,
                          .filled = report.kind == ReportKind::filled ? report.size : Lots(0)};
    count(transition.verdict);
    counters_.unknown_orders += was_ours ? 0 : 1;
    counters_.fills_late += was_ours && transition.filled > Lots(0) ? 1 : 0;
    if (rule.next == OrderState::open) {
        transition.kind = Transition::Kind::adopted;
        ++counters_.adopted;
        if (WorkingOrder* order = add(report.id); order != nullptr) {
            order->state = OrderState::open;
            order->side = report.side;
            order->level = report.level;
            order->quoted_at = report.local_time;
            order->request_at = report.local_time;
            order->heard_at = report.local_time;
            take_numbers(*order, report, event);
        }
    }
    return transition;
}

int WorkingOrders::time_out(Timestamp now, Duration patience) noexcept {
    int unknown = 0;
    for (int i = 0; i < count_; ++i) {
        WorkingOrder& order = orders_[static_cast<std::size_t>(i)];
        if (awaits_answer(order.state) && now - order.request_at > patience) {
            move(order, OrderEvent::timed_out);
            ++counters_.timed_out;
        }
        unknown += order.state == OrderState::unknown ? 1 : 0;
    }
    return unknown;
}

void WorkingOrders::lose_sight() noexcept {
    for (int i = 0; i < count_; ++i) {
        WorkingOrder& order = orders_[static_cast<std::size_t>(i)];
        counters_.lost_sight += order.state == OrderState::unknown ? 0 : 1;
        move(order, OrderEvent::lost_sight);
    }
}

bool WorkingOrders::knows(OrderId id, Timestamp since) const noexcept {
    if (find(id) != nullptr) {
        return true;
    }
    if (const Finished* over = finished(id); over != nullptr) {
        return over->at >= since;
    }
    // More than are kept have finished since then, and it may have been one of them: the next
    // account tells.
    return id < next_id_ && finished_count_ == finished_kept &&
           finished_[static_cast<std::size_t>(finished_next_)].at >= since;
}

void WorkingOrders::list(const gateway::OpenOrder& open, Timestamp since,
                         bool after_loss) noexcept {
    WorkingOrder* order = find_mutable(open.id);
    if (order == nullptr) {
        return;
    }
    order->listed = true;
    const bool is_recent = std::max(order->request_at, order->heard_at) >= since;
    if (is_recent && !(after_loss && order->state == OrderState::unknown)) {
        return;
    }
    const bool agrees = order->resting.price == open.price && order->resting.size == open.remaining;
    if (order->state == OrderState::open) {
        if (!agrees) {
            ++counters_.lost_sight;
            move(*order, OrderEvent::lost_sight);
        }
    } else if (order->state == OrderState::unknown) {
        order->resting = {open.price, open.remaining};
        order->pending = {};
        move(*order, OrderEvent::found_open);
    }
}

int WorkingOrders::settle_unlisted(Timestamp since, Timestamp now) noexcept {
    int gone = 0;
    for (int i = count_ - 1; i >= 0; --i) {  // finish() moves the last order into the gap
        WorkingOrder& order = orders_[static_cast<std::size_t>(i)];
        const bool skip = order.listed || std::max(order.request_at, order.heard_at) >= since;
        order.listed = false;
        if (skip) {
            continue;
        }
        counters_.lost_sight += order.state == OrderState::open ? 1 : 0;
        move(order, OrderEvent::found_absent);
        if (order.state == OrderState::done) {
            ++counters_.found_absent;
            ++gone;
            finish(order, now);
        }
    }
    return gone;
}

bool WorkingOrders::adopt(const gateway::OpenOrder& open, std::uint8_t level,
                          Timestamp now) noexcept {
    WorkingOrder* order = add(open.id);
    if (order == nullptr) {
        return false;
    }
    ++counters_.adopted;
    order->state = OrderState::open;
    order->side = open.side;
    order->level = level;
    order->resting = {open.price, open.remaining};
    order->quoted_at = now;
    order->request_at = now;
    order->heard_at = now;
    order->listed = true;
    return true;
}

void WorkingOrders::move(WorkingOrder& order, OrderEvent event) noexcept {
    const OrderState before = order.state;
    order.state = rule_for(before, event).next;
    if (order.state == OrderState::unknown && before != OrderState::unknown) {
        order.queries = 0;
    }
}

const WorkingOrder* WorkingOrders::find(OrderId id) const noexcept {
    for (const WorkingOrder& order : orders()) {
        if (order.id == id) {
            return &order;
        }
    }
    return nullptr;
}

WorkingOrder* WorkingOrders::find_mutable(OrderId id) noexcept {
    const WorkingOrder* order = find(id);
    return order == nullptr ? nullptr : &orders_[static_cast<std::size_t>(order - orders_.data())];
}

Lots WorkingOrders::open_most(Side side) const noexcept {
    Lots total;
    for (const WorkingOrder& order : orders()) {
        total += order.side == side ? order.open_most() : Lots(0);
    }
    return total;
}

WorkingOrder* WorkingOrders::add(OrderId id) noexcept {
    if (count_ == working_orders_max) {
        ++counters_.overflows;
        return nullptr;
    }
    WorkingOrder& order = orders_[static_cast<std::size_t>(count_++)];
    order = WorkingOrder{};
    order.id = id;
    return &order;
}

void WorkingOrders::finish(WorkingOrder& order, Timestamp at) noexcept {
    finished_[static_cast<std::size_t>(finished_next_)] = {order.id, at};
    finished_next_ = (finished_next_ + 1) % finished_kept;
    finished_count_ = std::min(finished_count_ + 1, finished_kept);
    order = orders_[static_cast<std::size_t>(--count_)];
}

const WorkingOrders::Finished* WorkingOrders::finished(OrderId id) const noexcept {
    for (int i = 0; i < finished_count_; ++i) {
        const Finished& entry = finished_[static_cast<std::size_t>(i)];
        if (entry.id == id) {
            return &entry;
        }
    }
    return nullptr;
}

void WorkingOrders::count(Verdict verdict) noexcept {
    counters_.illegal += verdict == Verdict::illegal ? 1 : 0;
    counters_.late += verdict == Verdict::late ? 1 : 0;
}

void WorkingOrders::note_refusal(const Report& report, OrderEvent event) noexcept {
    const bool refused = event == OrderEvent::rejected || event == OrderEvent::modify_lost;
    const bool by_price = report.reason == gateway::Reason::post_only_would_cross ||
                          report.reason == gateway::Reason::immediate_not_filled ||
                          report.reason == gateway::Reason::unknown_order;
    if (refused && !by_price && report.level < quote::levels_max) {
        refused_at_[static_cast<std::size_t>(index_of(report.side))][report.level] =
            report.local_time;
    }
}

bool WorkingOrders::admit_fill(const Report& report) noexcept {
    const market::TradeNovelty novelty = trades_.admit(report.trade_id, report.exchange_time);
    counters_.fills += novelty == market::TradeNovelty::novel ? 1 : 0;
    counters_.fills_repeated += novelty == market::TradeNovelty::repeated ? 1 : 0;
    counters_.fills_aged += novelty == market::TradeNovelty::aged ? 1 : 0;
    return novelty == market::TradeNovelty::novel;
}

}  // namespace maxmin::order
