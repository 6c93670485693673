// Requests as they arrive at the exchange: the venue's checks in its order, taking, resting.
#include "host/paper/matcher.hpp"

#include <algorithm>

#include "host/paper/setting.hpp"

namespace maxmin::paper {

using gateway::Reason;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;
using gateway::TimeInForce;

namespace {

constexpr std::size_t filled_ids_kept = 4096;  // a power of two
constexpr std::int64_t large_share_inverse = 10;

ReportKind refusal_of(RequestKind kind) {
    switch (kind) {
        case RequestKind::place:
            return ReportKind::rejected;
        case RequestKind::modify:
            return ReportKind::modify_rejected;
        case RequestKind::cancel:
            return ReportKind::cancel_rejected;
        case RequestKind::query:  // is never refused
            break;
    }
    return ReportKind::rejected;
}

}  // namespace

Matcher::Matcher(const PaperConfig& config, std::span<const market::Instrument> instruments,
                 Outbox& outbox)
    : account_(config.start_balance_usd, config.leverage, instruments),
      orders_(open_orders_most, static_cast<int>(instruments.size())),
      queue_(config.queue, checked_setting(config.queue_power, "paper.queue_power", 0.1, 10.0)),
      fees_(fee_rates(config.fees)),
      // The venue caps the hourly rate at 4 %.
      funding_rate_(rate_of(
          checked_setting(config.funding_rate_hourly, "paper.funding_rate_hourly", -0.04, 0.04))),
      budget_(config.request_allowance),
      outbox_(outbox),
      filled_ids_(filled_ids_kept) {
    markets_.reserve(instruments.size());
    for (const market::Instrument& instrument : instruments) {
        markets_.push_back(
            {.instrument = instrument,
             .depth = {},
             .shown_time = {},
             .value_decimals = instrument.price_decimals + instrument.size_decimals});
    }
}

void Matcher::handle(const Request& request, Timestamp now) {
    if (request.kind == RequestKind::query) {
        answer(request, now);
        return;
    }
    ++counters_.requests;
    if (!budget_.admit(request.kind, now, volume_usd_)) {
        const int slot = orders_.find(request.id);
        refuse(request, Reason::too_many_requests,
               slot == OrderPool::none ? Lots(0) : orders_.at(slot).remaining, now);
        return;
    }
    switch (request.kind) {
        case RequestKind::place:
            place(request, now);
            break;
        case RequestKind::modify:
            modify(request, now);
            break;
        case RequestKind::cancel:
            cancel(request, now);
            break;
        case RequestKind::query:
            break;
    }
}

void Matcher::answer(const Request& query, Timestamp now) {
    const int slot = orders_.find(query.id);
    if (slot == OrderPool::none) {
        outbox_.send(report_on(query, ReportKind::cancelled, Reason::unknown_order), now);
        return;
    }
    const RestingOrder& order = orders_.at(slot);
    Request resting = query;
    resting.side = order.side;
    resting.level = order.level;
    resting.price = order.price;
    resting.size = order.remaining;
    gateway::Report report = report_on(resting, ReportKind::accepted, Reason::none);
    report.remaining = order.remaining;
    outbox_.send(report, now);
}

void Matcher::place(const Request& request, Timestamp now) {
    const Market& market = market_of(request.asset);
    Reason reason = check_form(request, market.instrument, market.depth.mid_doubled());
    reason = reason == Reason::none ? check_execution(request) : reason;
    const bool post_only = request.time_in_force == TimeInForce::post_only;
    if (reason == Reason::none && post_only && would_cross(request)) {
        reason = Reason::post_only_would_cross;
    }
    if (reason != Reason::none) {
        refuse(request, reason, Lots(0), now);
        return;
    }
    warn_if_large(request);
    const Lots filled = post_only ? Lots(0) : take(request, now);
    const Lots left = request.size - filled;
    const bool immediate = request.time_in_force == TimeInForce::immediate_or_cancel;
    if (left == Lots(0)) {
        filled_ids_[static_cast<std::size_t>(request.id) % filled_ids_kept] = request.id;
    } else if (immediate && filled == Lots(0)) {
        refuse(request, Reason::immediate_not_filled, Lots(0), now);
    } else if (immediate || (request.reduce_only &&
                             account_.reducible(request.asset, request.side) == Lots(0))) {
        ++counters_.cancelled_by_venue;
        const Reason why = immediate ? Reason::immediate_not_filled : Reason::reduce_only_violated;
        outbox_.send(report_on(request, ReportKind::cancelled, why), now);
    } else {
        rest(request, left, now);
    }
    if (filled > Lots(0)) {
        settle_fills(request.asset, now);
    }
}

/// Cancel, then a new post-only order: asset and side stay the old order's, and a modify never
/// takes. Refused for its form, the old order lives (remaining > 0); refused later, it is gone.
void Matcher::modify(const Request& request, Timestamp now) {
    const int slot = orders_.find(request.id);
    if (slot == OrderPool::none) {
        ++counters_.modifies_lost;
        refuse(request, Reason::unknown_order, Lots(0), now);
        return;
    }
    Request fresh = request;
    fresh.asset = orders_.at(slot).asset;
    fresh.side = orders_.at(slot).side;
    fresh.time_in_force = TimeInForce::post_only;
    const Market& market = market_of(fresh.asset);
    Reason reason = check_form(fresh, market.instrument, market.depth.mid_doubled());
    if (reason != Reason::none) {
        refuse(fresh, reason, orders_.at(slot).remaining, now);
        return;
    }
    drop(slot);
    reason = check_execution(fresh);
    if (reason == Reason::none && would_cross(fresh)) {
        reason = Reason::post_only_would_cross;
    }
    if (reason != Reason::none) {
        ++counters_.modifies_lost_order;
        refuse(fresh, reason, Lots(0), now);
        return;
    }
    warn_if_large(fresh);
    rest(fresh, fresh.size, now);
}

void Matcher::cancel(const Request& request, Timestamp now) {
    const int slot = orders_.find(request.id);
    if (slot == OrderPool::none) {
        ++counters_.cancels_lost;
        counters_.cancels_lost_to_fill += was_filled(request.id) ? 1 : 0;
        refuse(request, Reason::unknown_order, Lots(0), now);
        return;
    }
    ++counters_.cancelled_by_request;
    cancel_resting(slot, Reason::none, now);
}

void Matcher::refuse(const Request& request, Reason reason, Lots left, Timestamp now) {
    if (gateway::shows_size(request.kind)) {
        ++counters_.rejected_for(reason);
    }
    gateway::Report report = report_on(request, refusal_of(request.kind), reason);
    report.size = left;
    report.remaining = left;
    outbox_.send(report, now);
}

/// The venue's order: open orders, tick, minimum value, margin, reduce-only.
Reason Matcher::check_execution(const Request& request) const {
    const market::Instrument& instrument = market_of(request.asset).instrument;
    const int limit = request.reduce_only ? reduce_only_open_limit : open_order_limit(volume_usd_);
    if (orders_.count() >= limit) {
        return Reason::too_many_orders;
    }
    if (!instrument.is_legal(request.price)) {
        return Reason::bad_price;
    }
    const Lots reducible = account_.reducible(request.asset, request.side);
    const bool closes_all = request.reduce_only && reducible > Lots(0) && request.size >= reducible;
    if (!closes_all && !has_minimum_value(request, instrument)) {
        return Reason::below_minimum_value;
    }
    if (!request.reduce_only && !account_.can_place(request.asset, request.side, request.size)) {
        return Reason::insufficient_margin;
    }
    return request.reduce_only && reducible == Lots(0) ? Reason::reduce_only_violated
                                                       : Reason::none;
}

/// Our own orders on the other side count as crossing.
bool Matcher::would_cross(const Request& request) const {
    const Side other = opposite(request.side);
    const auto levels = market_of(request.asset).depth.levels(other);
    const int own = orders_.first(request.asset, other);
    return (!levels.empty() && !is_better(other, request.price, levels.front().price)) ||
           (own != OrderPool::none && !is_better(other, request.price, orders_.at(own).price));
}

/// Takes what is shown and not yet taken, best level first, up to the limit price.
Lots Matcher::take(const Request& request, Timestamp now) {
    const Lots reducible = account_.reducible(request.asset, request.side);
    const Lots wanted = request.reduce_only ? std::min(request.size, reducible) : request.size;
    Lots filled;
    for (ShownLevel& level : market_of(request.asset).depth.levels(opposite(request.side))) {
        if (filled == wanted || is_better(request.side, level.price, request.price)) {
            break;
        }
        cancel_own_met(request, &level, wanted - filled, now);
        const Lots size = std::min(level.available(), wanted - filled);
        if (size == Lots(0)) {
            continue;
        }
        level.taken += size;
        filled += size;
        execute({.trade = {.asset = request.asset,
                           .side = request.side,
                           .price = level.price,
                           .size = size},
                 .remaining = request.size - filled,
                 .id = request.id,
                 .level = request.level,
                 .liquidity = gateway::Liquidity::taker},
                now);
    }
    if (filled < wanted) {
        cancel_own_met(request, nullptr, wanted - filled, now);
    }
    return filled;
}

/// Self-trade prevention: cancels those of our resting orders that `wanted` lots would meet before
/// or at this level (null = beyond the last one shown).
void Matcher::cancel_own_met(const Request& request, const ShownLevel* level, Lots wanted,
                             Timestamp now) {
    const Side other = opposite(request.side);
    for (int slot = orders_.first(request.asset, other); slot != OrderPool::none;) {
        const RestingOrder& own = orders_.at(slot);
        if (is_better(request.side, own.price, request.price)) {
            return;
        }
        if (level != nullptr) {
            const bool spent_on_others = own.price == level->price &&
                                         wanted <= std::min(own.queue.ahead, level->available());
            if (is_better(other, level->price, own.price) || spent_on_others) {
                return;
            }
        }
        const int next = orders_.next(slot);
        ++counters_.cancelled_by_venue;
        cancel_resting(slot, Reason::self_trade, now);
        slot = next;
    }
}

void Matcher::rest(const Request& request, Lots size, Timestamp now) {
    Lots ahead_of_own;
    for (int slot = orders_.first(request.asset, request.side);
         slot != OrderPool::none && !is_better(request.side, request.price, orders_.at(slot).price);
         slot = orders_.next(slot)) {
        if (orders_.at(slot).price == request.price) {
            ahead_of_own = std::max(ahead_of_own, orders_.at(slot).queue.ahead);
        }
    }
    const auto shown = market_of(request.asset).depth.size_at(request.side, request.price);
    orders_.add({.id = request.id,
                 .asset = request.asset,
                 .side = request.side,
                 .level = request.level,
                 .reduce_only = request.reduce_only,
                 .price = request.price,
                 .remaining = size,
                 .queue = QueueEstimator::join(shown, ahead_of_own)});
    if (!request.reduce_only) {
        account_.reserve(request.asset, request.side, size);
    }
    const bool places = request.kind == RequestKind::place;
    ++(places ? counters_.accepted : counters_.modified);
    gateway::Report report =
        report_on(request, places ? ReportKind::accepted : ReportKind::modified, Reason::none);
    report.size = size;
    report.remaining = size;
    outbox_.send(report, now);
}

void Matcher::warn_if_large(const Request& request) {
    const bool post_only = request.time_in_force == TimeInForce::post_only;
    const Side met = post_only ? request.side : opposite(request.side);
    const Lots shown = market_of(request.asset).depth.total(met);
    counters_.large_for_depth += request.size * large_share_inverse > shown ? 1 : 0;
}

}  // namespace maxmin::paper
