// Our orders as far as the venue has told about them, and what is left to tell the engine. Answers,
// order updates, fills and queries come in any order, twice or never; each fact becomes one report.
// Surprising: a modify is a cancel and a new order under a new oid, so one order of ours is a chain
// of venue orders (legs), and the end of a leg is not the end of the order while a modify is open.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "host/exchange/hyperliquid/fill_memory.hpp"
#include "host/exchange/hyperliquid/messages.hpp"
#include "host/gateway/messages.hpp"
#include "host/wire/hyperliquid/cloid.hpp"

namespace maxmin::exchange::hyperliquid {

struct OrderTableCounters {
    std::int64_t fills = 0;
    std::int64_t fills_repeated = 0;
    std::int64_t fills_foreign = 0;   // not of our prefix: somebody trades this account by hand
    std::int64_t fills_orphaned = 0;  // of our prefix, of an order no longer remembered
    std::int64_t updates_foreign = 0;
    std::int64_t contradictions = 0;  // refused orders that rest, and the like
    std::int64_t statuses_late = 0;   // answers to queries that something newer had overtaken
};

class OrderTable {
  public:
    using Sink = std::function<void(const gateway::Report&)>;

    /// `request_life`: nothing is executed later than this after it was sent.
    OrderTable(wire::hyperliquid::CloidPrefix prefix, Duration request_life, Sink sink)
        : prefix_(prefix), request_life_(request_life), sink_(std::move(sink)) {}

    /// A place, modify or cancel that is about to leave.
    void sent(const gateway::Request& request, Timestamp now);
    /// It did not leave, or the venue refused it without executing it.
    void refused(const gateway::Request& request, gateway::Reason reason, Timestamp now);
    /// One item of the answer to a place, modify or cancel; `filled` at once, in lots.
    void on_answer(const gateway::Request& request, const ReplyItem& item, Lots filled,
                   Timestamp now);
    void on_update(const OrderUpdate& fact, Timestamp now);
    /// Whether it was told for the first time, ours or not.
    bool on_fill(const Fill& fill, Timestamp now);
    /// The answer to a query asked at `asked`. Empty: the venue knows no such order. Reported
    /// unless anything was sent or told of the order since: then it may be older than that, and
    /// whoever still does not know asks again.
    void on_status(const gateway::Request& query, const std::optional<OrderUpdate>& fact,
                   Timestamp asked, Timestamp now);
    /// All open orders as the venue lists them. Of orders that nothing was sent or heard of since
    /// `settled`, those that are not among them are over. Reports nothing: a Truth does.
    void adopt(std::span<const OrderView> open, Timestamp settled);

    /// When the order was placed, and when the last request about it was sent.
    std::optional<Timestamp> placed_at(gateway::OrderId id) const;
    std::optional<Timestamp> sent_at(gateway::OrderId id) const;
    /// Of a modify: how much better than wanted the resting price is for whoever takes it, as a
    /// share of the price; below zero where it is worse. Zero for all else.
    double mispricing(const gateway::Request& request) const;
    std::size_t size() const { return entries_.size(); }
    const OrderTableCounters& counters() const { return counters_; }

  private:
    struct Leg {
        std::uint64_t oid = 0;
        Ticks price;
        Lots size;
        Lots filled = {};
        bool over = false;
    };
    struct Entry {
        gateway::Request asked;  // the last place or modify
        std::vector<Leg> legs;   // rising oid; the last one is the order now
        int modifies_open = 0;
        bool place_open = true;
        bool over = false;       // reported as over
        bool cancelled = false;  // or found gone: a leg that shows up later is dead
        Timestamp placed_at;
        Timestamp sent_at;   // last request
        Timestamp asked_at;  // last place or modify
        Timestamp heard_at;  // last word of the venue
        Timestamp told_at;   // last report, fills apart

        Timestamp touched_at() const { return std::max(sent_at, heard_at); }
        bool never_rests() const {
            return asked.time_in_force == gateway::TimeInForce::immediate_or_cancel;
        }
    };

    std::optional<gateway::OrderId> ours(const std::optional<Cloid>& cloid) const {
        return cloid ? prefix_.order_id(*cloid) : std::nullopt;
    }
    Entry* find(std::uint64_t oid, const std::optional<gateway::OrderId>& id);
    Entry& make(const gateway::Request& request, Timestamp now);
    Leg* add_leg(Entry& entry, const Leg& leg);
    void rests(Entry& entry, const Leg& leg, Timestamp exchange_time, Timestamp now);
    void answer_place(Entry& entry, const ReplyItem& item, Lots filled, Timestamp now);
    void answer_modify(Entry& entry, const gateway::Request& request, const ReplyItem& item,
                       Timestamp now);
    void answer_cancel(Entry& entry, const ReplyItem& item, Timestamp now);
    void leg_ended(Entry& entry, const OrderUpdate& fact, Timestamp now);
    void never_rested(Entry& entry, const OrderUpdate& fact, Timestamp now);
    void end(Entry& entry);
    void finish(Entry& entry, gateway::ReportKind kind, gateway::Reason reason,
                Timestamp exchange_time, Timestamp now);
    void report(Entry& entry, gateway::ReportKind kind, gateway::Reason reason, Lots left,
                Timestamp exchange_time, Timestamp now);
    static Leg* leg_of(Entry& entry, std::uint64_t oid);
    static Lots left_of(const Entry& entry);
    void forget_old();

    wire::hyperliquid::CloidPrefix prefix_;
    Duration request_life_;
    Sink sink_;
    std::unordered_map<std::uint64_t, Entry> entries_;            // by our id
    std::unordered_map<std::uint64_t, std::uint64_t> id_of_oid_;  // legs remembered
    std::deque<std::uint64_t> ended_;
    FillMemory fills_;
    OrderTableCounters counters_;
};

}  // namespace maxmin::exchange::hyperliquid
