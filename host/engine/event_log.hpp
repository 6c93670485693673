// What the engine tells the world, as flat records: no text is made on the engine thread. Whoever
// drains the log turns records into words. Bounded: when full, records are dropped and counted.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "host/base/time.hpp"
#include "host/market/types.hpp"

namespace maxmin::engine {

enum class LogKind : std::uint8_t {
    repriced,          // a decision changed the quotes; quote_placed records follow
    quote_placed,      // price, size; values: offset in bps
    momentum,          // values: excitation multiplier
    fills_seen,        // values: bid fills, ask fills, bid multiplier, ask multiplier of the level
    robust,            // values: epsilon_mu and epsilon_sigma in bps
    filled,            // price, size; values: fee in USD
    state_changed,     // values: the new QuoteState of the asset
    portfolio_mode,    // values: the new risk::TradingMode
    device_failed,     // of all assets: the CPU has taken over
    order_refused,     // values: the risk::Verdict
    venue_refused,     // values: the gateway::Reason
    taker_sent,        // limit price, size
    fate_unknown,      // an order whose answer did not come is asked for; values: times asked
    link_changed,      // of all assets; values: the gateway::LinkState
    reconciled,        // of all assets; values: orders gone, adopted, cancelled, foreign (now)
    position_adopted,  // values: lots before and after, 1 if it contradicts start + fills
    first_quote,       // of all assets; values: seconds since the socket came up
    start_refused,     // of all assets; values: the Refusal
    flattened,         // of all assets: every position is closed
    impossible,        // values: OrderState, OrderEvent it does not allow, order id / 2^32, rest
};

struct LogRecord {
    Timestamp time = {};
    LogKind kind = LogKind::repriced;
    AssetIndex asset = 0;
    Side side = Side::bid;
    std::uint8_t level = 0;
    Ticks price = {};
    Lots size = {};
    std::array<double, 4> values = {};
};

class EventLog {
  public:
    explicit EventLog(std::size_t capacity) { records_.reserve(capacity); }

    void add(const LogRecord& record) noexcept {
        if (records_.size() == records_.capacity()) {
            ++dropped_;
            return;
        }
        records_.push_back(record);
    }

    /// Hands over everything since the last drain, then forgets it.
    template <typename Sink>
    void drain(Sink&& sink) {
        for (const LogRecord& record : records_) {
            sink(record);
        }
        records_.clear();
    }

    std::int64_t dropped() const { return dropped_; }

  private:
    std::vector<LogRecord> records_;
    std::int64_t dropped_ = 0;
};

}  // namespace maxmin::engine
