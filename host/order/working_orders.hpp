// Our live orders in one asset, as far as requests sent and reports received tell. Memory is taken
// at construction; a finished order leaves its slot but its id is remembered, because its last fill
// may arrive after its cancel.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "host/gateway/messages.hpp"
#include "host/gateway/truth.hpp"
#include "host/market/trade_memory.hpp"
#include "host/order/config.hpp"
#include "host/order/transitions.hpp"
#include "host/quote/limits.hpp"

namespace maxmin::order {

/// A ladder of 10 levels a side needs 20, its takers and orders of unknown fate a few more.
inline constexpr int working_orders_max = 64;

/// The level of an order that belongs to no ladder: it is cancelled.
inline constexpr std::uint8_t no_level = 255;

struct Quote {
    Ticks price;
    Lots size;
};

struct WorkingOrder {
    gateway::OrderId id{};
    OrderState state = OrderState::done;
    Side side = Side::bid;
    std::uint8_t level = 0;
    bool is_taker = false;
    Quote resting;         // at the venue, as last reported; size zero = nothing known to rest
    Quote pending;         // asked for by an unanswered place or modify; size zero = nothing
    Lots filled;           // since it was placed or last modified
    Timestamp quoted_at;   // its price was last sent
    Timestamp request_at;  // its last request was sent
    Timestamp heard_at;    // its last report reached us
    Timestamp query_at;    // its fate was last asked for
    Timestamp cancel_refused_at;       // the venue would not cancel it, last
    std::uint8_t cancel_refusals = 0;  // in a row
    std::uint8_t queries = 0;          // since it became unknown
    bool starved = false;              // its last modify found no room in the venue's limits
    bool listed = false;               // by the venue's account that is being gone through

    /// The most it may still trade. While a modify is on its way the old order may fill before it
    /// and the new one after it.
    Lots open_most() const { return resting.size + pending.size; }
};

/// What one report did.
struct Transition {
    enum class Kind : std::uint8_t {
        known,         // an order of ours in `orders()`, verdict applies
        finished,      // an order that had already left
        adopted,       // an order that was not known rests at the venue: it is now
        unknown,       // an order never heard of; nothing to track
        repeated,      // a fill seen before: nothing changed
        not_an_order,  // funding
    };

    Kind kind = Kind::not_an_order;
    OrderState from = OrderState::done;
    OrderState to = OrderState::done;
    Verdict verdict = Verdict::moved;
    Lots filled{};  // adds to (bid) or takes from (ask) the position, exactly once per trade
};

struct OrderCounters {
    std::uint64_t illegal = 0;
    std::uint64_t late = 0;
    std::uint64_t adopted = 0;
    std::uint64_t unknown_orders = 0;
    std::uint64_t fills = 0;
    std::uint64_t fills_repeated = 0;
    std::uint64_t fills_aged = 0;  // too old to tell from a repeat: not counted, must alarm
    std::uint64_t fills_late = 0;  // of an order already over
    std::uint64_t timed_out = 0;
    std::uint64_t lost_sight = 0;
    std::uint64_t queries = 0;
    std::uint64_t found_absent = 0;  // unknown, and the venue's account did not list them
    std::uint64_t overflows = 0;     // an order found no slot: not tracked, must alarm
};

/// Whether it is time to ask (again) what became of it.
bool query_is_due(const WorkingOrder& order, const FateConfig& config, Timestamp now) noexcept;

class WorkingOrders {
  public:
    WorkingOrders();

    /// Our own request leaves at `now`. False, counted as illegal and nothing changed, if the order
    /// is not in a state for it.
    bool sent(const gateway::Request& request, Timestamp now) noexcept;
    Transition apply(const gateway::Report& report) noexcept;
    /// Orders whose last request is unanswered for longer than `patience` become unknown. Returns
    /// how many are unknown in all: that many queries are due.
    int time_out(Timestamp now, Duration patience) noexcept;
    /// The link broke: whatever rested or was on its way is of unknown fate.
    void lose_sight() noexcept;

    // Going through the venue's own account: each order it lists, then those it does not. An order
    // that was sent, answered or filled at `since` or later is left alone, because the account may
    // be older; so is one whose answer is due. What contradicts us becomes unknown and is queried.
    /// Whether the order is one of these, or was until a moment ago (`since`).
    bool knows(gateway::OrderId id, Timestamp since) const noexcept;
    /// After a loss nothing newer can have been heard: an order of unknown fate that is listed
    /// takes the listed price at once; should a request still be executed, its report says so.
    void list(const gateway::OpenOrder& open, Timestamp since, bool after_loss) noexcept;
    /// After the last list(). Returns how many orders were settled as gone.
    int settle_unlisted(Timestamp since, Timestamp now) noexcept;
    /// An order of ours that the account lists and that was not known. False if there is no slot.
    bool adopt(const gateway::OpenOrder& open, std::uint8_t level, Timestamp now) noexcept;

    /// Orders with lower ids are of earlier runs: what is told of them comes late, it is not
    /// impossible.
    void begin_with(gateway::OrderId first) noexcept { next_id_ = first; }
    /// A fill of an earlier run: should the venue repeat it, it counts as seen.
    void remember_fill(std::uint64_t trade_id, Timestamp exchange_time) noexcept {
        trades_.admit(trade_id, exchange_time);
    }

    std::span<const WorkingOrder> orders() const {
        return {orders_.data(), static_cast<std::size_t>(count_)};
    }
    const WorkingOrder* find(gateway::OrderId id) const noexcept;
    /// If everything that may still trade on this side does.
    Lots open_most(Side side) const noexcept;
    /// When the venue last refused an order of this level for a reason that the next price does not
    /// cure (margin, limits). The epoch if never.
    Timestamp refused_at(Side side, int level) const noexcept {
        return refused_at_[static_cast<std::size_t>(index_of(side))]
                          [static_cast<std::size_t>(level)];
    }
    const OrderCounters& counters() const { return counters_; }

  private:
    static constexpr int finished_kept = 64;

    struct Finished {
        gateway::OrderId id{};
        Timestamp at;
    };

    WorkingOrder* find_mutable(gateway::OrderId id) noexcept;
    WorkingOrder* add(gateway::OrderId id) noexcept;
    void finish(WorkingOrder& order, Timestamp at) noexcept;
    const Finished* finished(gateway::OrderId id) const noexcept;
    void move(WorkingOrder& order, OrderEvent event) noexcept;
    void count(Verdict verdict) noexcept;
    void note_refusal(const gateway::Report& report, OrderEvent event) noexcept;
    bool admit_fill(const gateway::Report& report) noexcept;
    Transition apply_to_absent(const gateway::Report& report, OrderEvent event) noexcept;

    std::array<WorkingOrder, working_orders_max> orders_{};
    int count_ = 0;
    std::array<Finished, finished_kept> finished_{};
    int finished_count_ = 0;
    int finished_next_ = 0;
    std::array<std::array<Timestamp, quote::levels_max>, 2> refused_at_{};
    gateway::OrderId next_id_{};  // all below it are of ours, of this run or an earlier one
    market::TradeMemory trades_;
    OrderCounters counters_;
};

}  // namespace maxmin::order
