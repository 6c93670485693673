#include "host/exchange/hyperliquid/order_table.hpp"

#include <algorithm>

namespace maxmin::exchange::hyperliquid {

using gateway::OrderId;
using gateway::Reason;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;
using wire::hyperliquid::OrderFate;

namespace {

/// Orders over that are kept for late fills, and legs of one order.
constexpr std::size_t ended_kept = 4'096;
constexpr std::size_t legs_kept = 8;

std::uint64_t number(OrderId id) {
    return static_cast<std::uint64_t>(id);
}

}  // namespace

OrderTable::Entry* OrderTable::find(std::uint64_t oid, const std::optional<OrderId>& id) {
    const auto known = id_of_oid_.find(oid);
    const auto place = known != id_of_oid_.end() ? entries_.find(known->second)
                       : id                      ? entries_.find(number(*id))
                                                 : entries_.end();
    return place == entries_.end() ? nullptr : &place->second;
}

OrderTable::Entry& OrderTable::make(const Request& request, Timestamp now) {
    Entry& entry = entries_[number(request.id)];
    entry.asked = request;
    entry.placed_at = now;
    entry.sent_at = now;
    entry.asked_at = now;
    return entry;
}

OrderTable::Leg* OrderTable::leg_of(Entry& entry, std::uint64_t oid) {
    const auto leg = std::find_if(entry.legs.begin(), entry.legs.end(),
                                  [&](const Leg& one) { return one.oid == oid; });
    return leg == entry.legs.end() ? nullptr : &*leg;
}

/// Keeps the chain in the order of oids: the venue counts them up as it executes.
OrderTable::Leg* OrderTable::add_leg(Entry& entry, const Leg& leg) {
    id_of_oid_[leg.oid] = number(entry.asked.id);
    const auto after = std::find_if(entry.legs.begin(), entry.legs.end(),
                                    [&](const Leg& one) { return one.oid > leg.oid; });
    entry.legs.insert(after, leg);
    if (entry.legs.size() > legs_kept) {
        id_of_oid_.erase(entry.legs.front().oid);
        entry.legs.erase(entry.legs.begin());
    }
    for (std::size_t i = 0; i + 1 < entry.legs.size(); ++i) {
        entry.legs[i].over = true;
    }
    return leg_of(entry, leg.oid);
}

/// What may still be filled, as far as is known.
Lots OrderTable::left_of(const Entry& entry) {
    if (entry.over) {
        return Lots(0);
    }
    if (entry.legs.empty()) {
        return entry.place_open ? entry.asked.size : Lots(0);
    }
    const Leg& leg = entry.legs.back();
    if (leg.over && leg.filled < leg.size && entry.modifies_open > 0) {
        return entry.asked.size;  // the cancelled half of a modify: the other half is on its way
    }
    return leg.over ? Lots(0) : std::max(leg.size - leg.filled, Lots(0));
}

void OrderTable::report(Entry& entry, ReportKind kind, Reason reason, Lots left,
                        Timestamp exchange_time, Timestamp now) {
    gateway::Report report;
    report.kind = kind;
    report.reason = reason;
    report.side = entry.asked.side;
    report.level = entry.asked.level;
    report.asset = entry.asked.asset;
    report.id = entry.asked.id;
    report.price = entry.legs.empty() ? entry.asked.price : entry.legs.back().price;
    report.size = left;
    report.remaining = left;
    report.exchange_time = exchange_time;
    report.local_time = now;
    entry.told_at = now;
    sink_(report);
}

void OrderTable::end(Entry& entry) {
    if (!entry.over) {
        entry.over = true;
        ended_.push_back(number(entry.asked.id));
        forget_old();
    }
}

void OrderTable::finish(Entry& entry, ReportKind kind, Reason reason, Timestamp exchange_time,
                        Timestamp now) {
    if (entry.over) {
        return;
    }
    report(entry, kind, reason, Lots(0), exchange_time, now);
    end(entry);
}

void OrderTable::forget_old() {
    // The newest stays whatever happens: the caller still holds it.
    while (ended_.size() > ended_kept) {
        const auto place = entries_.find(ended_.front());
        ended_.pop_front();
        if (place != entries_.end() && place->second.over) {
            for (const Leg& leg : place->second.legs) {
                id_of_oid_.erase(leg.oid);
            }
            entries_.erase(place);
        }
    }
}

void OrderTable::sent(const Request& request, Timestamp now) {
    if (request.kind == RequestKind::place) {
        make(request, now);
        return;
    }
    const auto place = entries_.find(number(request.id));
    if (place == entries_.end()) {
        // Of an earlier run: the venue will know it by its cloid.
        make(request, now).place_open = false;
    }
    Entry& entry = entries_[number(request.id)];
    entry.sent_at = now;
    if (request.kind == RequestKind::modify) {
        ++entry.modifies_open;
        entry.asked_at = now;
        entry.asked.price = request.price;
        entry.asked.size = request.size;
        entry.asked.level = request.level;
    }
}

void OrderTable::refused(const Request& request, Reason reason, Timestamp now) {
    Entry* entry = find(0, request.id);
    if (entry == nullptr) {
        Entry& fresh = make(request, now);
        fresh.place_open = request.kind == RequestKind::place;
        entry = &fresh;
    }
    const Timestamp when = now;
    switch (request.kind) {
        case RequestKind::place:
            entry->place_open = false;
            if (entry->legs.empty()) {
                finish(*entry, ReportKind::rejected, reason, when, now);
            } else {
                ++counters_.contradictions;
            }
            return;
        case RequestKind::modify:
            entry->modifies_open = std::max(entry->modifies_open - 1, 0);
            report(*entry, ReportKind::modify_rejected, reason, left_of(*entry), when, now);
            if (left_of(*entry) == Lots(0)) {
                end(*entry);
            }
            return;
        case RequestKind::cancel:
            report(*entry, ReportKind::cancel_rejected, reason, left_of(*entry), when, now);
            return;
        case RequestKind::query:
            return;
    }
}

/// A leg that is known to rest, or to have rested.
void OrderTable::rests(Entry& entry, const Leg& leg, Timestamp exchange_time, Timestamp now) {
    if (leg_of(entry, leg.oid) != nullptr) {
        return;
    }
    if (!entry.legs.empty() && leg.oid < entry.legs.back().oid) {
        add_leg(entry, leg);
        return;
    }
    if (entry.cancelled) {
        add_leg(entry, leg)->over = true;
        return;
    }
    const bool first = entry.legs.empty();
    add_leg(entry, leg);
    entry.place_open = false;
    entry.over = false;
    entry.modifies_open -= !first && entry.modifies_open > 0 ? 1 : 0;
    if (!entry.never_rests()) {
        report(entry, first ? ReportKind::accepted : ReportKind::modified, Reason::none,
               left_of(entry), exchange_time, now);
    }
}

void OrderTable::on_update(const OrderUpdate& fact, Timestamp now) {
    Entry* entry = find(fact.order.oid, ours(fact.order.cloid));
    if (entry == nullptr) {
        ++counters_.updates_foreign;
        return;
    }
    entry->heard_at = now;
    const Leg leg{.oid = fact.order.oid, .price = fact.order.price, .size = fact.order.original};
    switch (fact.fate) {
        case OrderFate::live:
        case OrderFate::filled:  // the fills say how
            return rests(*entry, leg, fact.time, now);
        case OrderFate::cancelled:
            return leg_ended(*entry, fact, now);
        case OrderFate::rejected:
            return never_rested(*entry, fact, now);
    }
}

void OrderTable::leg_ended(Entry& entry, const OrderUpdate& fact, Timestamp now) {
    if (!entry.legs.empty()) {  // else it was placed and cancelled before anything was heard
        rests(entry,
              {.oid = fact.order.oid, .price = fact.order.price, .size = fact.order.original},
              fact.time, now);
    } else {
        add_leg(entry,
                {.oid = fact.order.oid, .price = fact.order.price, .size = fact.order.original});
        entry.place_open = false;
    }
    Leg& last = entry.legs.back();
    if (last.oid != fact.order.oid) {
        return;  // a leg that a modify has ended, or one long forgotten
    }
    last.over = true;
    if (entry.modifies_open == 0) {
        finish(entry, ReportKind::cancelled, fact.reason, fact.time, now);
    }
}

void OrderTable::never_rested(Entry& entry, const OrderUpdate& fact, Timestamp now) {
    if (leg_of(entry, fact.order.oid) != nullptr) {
        return;
    }
    const bool first = entry.legs.empty();
    const bool newest = first || fact.order.oid > entry.legs.back().oid;
    add_leg(entry, {.oid = fact.order.oid,
                    .price = fact.order.price,
                    .size = fact.order.original,
                    .over = true});
    if (first) {
        entry.place_open = false;
        finish(entry, ReportKind::rejected, fact.reason, fact.time, now);
    } else if (newest && entry.modifies_open > 0) {
        --entry.modifies_open;
        finish(entry, ReportKind::modify_rejected, fact.reason, fact.time, now);
    }
}

bool OrderTable::on_fill(const Fill& fill, Timestamp now) {
    if (!fills_.admit(fill)) {
        ++counters_.fills_repeated;
        return false;
    }
    const auto id = ours(fill.cloid);
    Entry* entry = find(fill.oid, id);
    if (entry == nullptr && !id) {
        ++counters_.fills_foreign;
        return true;
    }
    ++counters_.fills;
    gateway::Report report;
    report.kind = ReportKind::filled;
    report.liquidity = fill.liquidity;
    report.side = fill.side;
    report.asset = fill.asset;
    report.id = entry != nullptr ? entry->asked.id : *id;
    report.price = fill.price;
    report.size = fill.size;
    report.fee_usd = fill.fee;
    report.trade_id = fill.trade_id;
    report.exchange_time = fill.time;
    report.local_time = now;
    if (entry == nullptr) {
        ++counters_.fills_orphaned;
        sink_(report);
        return true;
    }
    entry->heard_at = now;
    report.level = entry->asked.level;
    Leg* leg = leg_of(*entry, fill.oid);
    const Leg asked{.oid = fill.oid, .price = entry->asked.price, .size = entry->asked.size};
    if (leg == nullptr) {
        if (entry->legs.empty() && fill.liquidity == gateway::Liquidity::taker) {
            add_leg(*entry, asked);
            entry->place_open = false;
        } else {
            rests(*entry, asked, fill.time, now);
        }
        leg = leg_of(*entry, fill.oid);
    }
    if (leg != nullptr) {
        leg->filled += fill.size;
        leg->over = leg->over || leg->filled >= leg->size;
    }
    report.remaining = left_of(*entry);
    sink_(report);
    if (report.remaining == Lots(0) && entry->modifies_open == 0) {
        end(*entry);
    }
    return true;
}

}  // namespace maxmin::exchange::hyperliquid
