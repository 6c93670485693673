// What the order table makes of answers: to requests, to queries, and of the list of open orders.
#include <algorithm>

#include "host/exchange/hyperliquid/order_table.hpp"
#include "host/wire/hyperliquid/error_text.hpp"

namespace maxmin::exchange::hyperliquid {

using gateway::OrderId;
using gateway::Reason;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;
using wire::hyperliquid::OrderFate;
using wire::hyperliquid::Refusal;

namespace {

std::uint64_t number(OrderId id) {
    return static_cast<std::uint64_t>(id);
}

}  // namespace

void OrderTable::on_answer(const Request& request, const ReplyItem& item, Lots filled,
                           Timestamp now) {
    Entry* entry = find(item.oid, request.id);
    if (entry == nullptr || item.kind == ItemKind::unknown) {
        return;  // so old that it was forgotten, or a query has to tell
    }
    entry->heard_at = now;
    switch (request.kind) {
        case RequestKind::place:
            return answer_place(*entry, item, filled, now);
        case RequestKind::modify:
            return answer_modify(*entry, request, item, now);
        case RequestKind::cancel:
            return answer_cancel(*entry, item, now);
        case RequestKind::query:
            return;
    }
}

void OrderTable::answer_place(Entry& entry, const ReplyItem& item, Lots filled, Timestamp now) {
    if (item.kind == ItemKind::refused) {
        entry.place_open = false;
        if (entry.legs.empty()) {
            finish(entry, ReportKind::rejected, item.reason, now, now);
        } else if (!entry.over) {
            ++counters_.contradictions;
        }
        return;
    }
    // A modify may have been asked meanwhile only if the order is known to rest.
    const Leg leg{.oid = item.oid, .price = entry.asked.price, .size = entry.asked.size};
    const bool all = item.kind == ItemKind::filled && filled >= leg.size;
    if (leg_of(entry, item.oid) == nullptr && (all || entry.never_rests())) {
        add_leg(entry, leg);  // fills tell the rest
        entry.place_open = false;
    } else {
        rests(entry, leg, now, now);
    }
    if (entry.never_rests() && !all) {
        finish(entry, ReportKind::cancelled, Reason::immediate_not_filled, now, now);
    }
}

void OrderTable::answer_modify(Entry& entry, const Request& request, const ReplyItem& item,
                               Timestamp now) {
    if (item.kind != ItemKind::refused) {
        rests(entry, {.oid = item.oid, .price = request.price, .size = request.size}, now, now);
        return;
    }
    if (entry.modifies_open == 0) {
        return;  // an order update told it first
    }
    --entry.modifies_open;
    const Refusal refusal = wire::hyperliquid::classify_refusal(item.error);
    const bool gone = refusal == Refusal::modify_gone || refusal == Refusal::never_placed ||
                      refusal == Refusal::modify_place_failed;
    const Lots left = gone ? Lots(0) : left_of(entry);
    report(entry, ReportKind::modify_rejected, item.reason, left, now, now);
    if (left == Lots(0)) {
        entry.cancelled = true;  // its fill may be told later, and then must not revive it
        end(entry);
    }
}

void OrderTable::answer_cancel(Entry& entry, const ReplyItem& item, Timestamp now) {
    if (item.kind == ItemKind::success) {
        entry.cancelled = true;
        if (!entry.legs.empty()) {
            entry.legs.back().over = true;
        }
        finish(entry, ReportKind::cancelled, Reason::none, now, now);
        return;
    }
    // Nothing to cancel, unless what is to be cancelled is itself on its way; if the answer to that
    // was lost, it is no longer when it has expired.
    const bool on_its_way =
        (entry.place_open || entry.modifies_open > 0) && now - entry.asked_at <= request_life_;
    const Refusal refusal = wire::hyperliquid::classify_refusal(item.error);
    const bool gone = refusal == Refusal::never_placed && !on_its_way;
    const Lots left = gone || entry.over ? Lots(0) : std::max(left_of(entry), Lots(1));
    report(entry, ReportKind::cancel_rejected, item.reason, left, now, now);
    if (left == Lots(0)) {
        entry.cancelled =
            true;  // it may have been modified and filled: told late, it still is gone
        end(entry);
    }
}

void OrderTable::on_status(const Request& query, const std::optional<OrderUpdate>& fact,
                           Timestamp asked, Timestamp now) {
    Entry* entry = find(fact ? fact->order.oid : 0, query.id);
    if (entry == nullptr) {
        entry = &make(query, now);
    } else if (std::max(entry->sent_at, entry->told_at) > asked) {
        ++counters_.statuses_late;
        return;
    }
    entry->heard_at = now;
    const bool lags = fact && !entry->legs.empty() && fact->order.oid < entry->legs.back().oid &&
                      !entry->legs.back().over;
    if (fact && fact->fate == OrderFate::live && leg_of(*entry, fact->order.oid) == nullptr &&
        !lags) {
        entry->asked.asset = fact->order.asset;
        entry->asked.side = fact->order.side;
        add_leg(*entry,
                {.oid = fact->order.oid, .price = fact->order.price, .size = fact->order.original});
    }
    // Whoever asks has waited until no request could be executed any more.
    entry->modifies_open = 0;
    entry->cancelled = false;
    entry->place_open = false;
    const bool live = lags || (fact && fact->fate == OrderFate::live);
    if (live && left_of(*entry) == Lots(0)) {
        // It rests although we counted it out: the venue is right.
        entry->over = false;
        entry->legs.back().over = false;
    }
    if (live && left_of(*entry) > Lots(0)) {
        report(*entry, ReportKind::accepted, Reason::none, left_of(*entry), now, now);
        return;
    }
    entry->cancelled = true;
    const bool says_why = fact && fact->reason != Reason::none;
    for (Leg& leg : entry->legs) {
        leg.over = true;
    }
    report(*entry, ReportKind::cancelled, says_why ? fact->reason : Reason::unknown_order, Lots(0),
           now, now);
    end(*entry);
}

void OrderTable::adopt(std::span<const OrderView> open, Timestamp settled) {
    std::unordered_map<std::uint64_t, const OrderView*> listed;
    for (const OrderView& fact : open) {
        if (ours(fact.cloid)) {
            const OrderView*& slot = listed[number(*ours(fact.cloid))];
            slot = slot == nullptr || slot->oid < fact.oid ? &fact : slot;
        }
    }
    for (auto& [id, entry] : entries_) {
        if (!entry.over && entry.touched_at() < settled && !listed.contains(id)) {
            entry.modifies_open = 0;
            entry.place_open = false;
            entry.over = true;
            ended_.push_back(id);
        }
    }
    for (const auto& [id, fact] : listed) {
        auto place = entries_.find(id);
        if (place == entries_.end()) {
            Request request;
            request.id = OrderId{id};
            request.asset = fact->asset;
            request.side = fact->side;
            request.price = fact->price;
            request.size = fact->original;
            request.reduce_only = fact->reduce_only;
            make(request, fact->placed_at);
            place = entries_.find(id);
        } else if (place->second.touched_at() >= settled) {
            continue;  // what was sent or heard of it may be newer than the list
        }
        Entry& entry = place->second;
        Leg* leg = leg_of(entry, fact->oid);
        if (leg == nullptr) {
            leg = add_leg(entry, {.oid = fact->oid, .price = fact->price, .size = fact->original});
        }
        if (leg != nullptr && leg->oid == entry.legs.back().oid) {
            leg->filled = leg->size - fact->remaining;
            leg->over = false;
            entry.over = false;
            entry.cancelled = false;
            entry.place_open = false;
            entry.modifies_open = entry.sent_at < settled ? 0 : entry.modifies_open;
        }
    }
    forget_old();
}

std::optional<Timestamp> OrderTable::placed_at(OrderId id) const {
    const auto place = entries_.find(number(id));
    return place == entries_.end() ? std::nullopt : std::optional(place->second.placed_at);
}

std::optional<Timestamp> OrderTable::sent_at(OrderId id) const {
    const auto place = entries_.find(number(id));
    return place == entries_.end() ? std::nullopt : std::optional(place->second.sent_at);
}

double OrderTable::mispricing(const Request& request) const {
    const auto place = entries_.find(number(request.id));
    if (request.kind != RequestKind::modify || place == entries_.end() ||
        place->second.legs.empty()) {
        return 0.0;
    }
    const Ticks resting = place->second.legs.back().price;
    const double given_away = (resting - request.price).as_double() * sign_of(request.side);
    return given_away / request.price.as_double();
}

}  // namespace maxmin::exchange::hyperliquid
