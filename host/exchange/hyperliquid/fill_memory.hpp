// Which fills have been told: one fill comes over the user channel, again in every snapshot of it
// and once more in what is read after a loss. The venue's key is (time, coin, trade id); one trade
// between two of our own orders has two sides.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_set>

#include "host/exchange/hyperliquid/messages.hpp"

namespace maxmin::exchange::hyperliquid {

class FillMemory {
  public:
    explicit FillMemory(std::size_t most = 65'536) : most_(most) {}

    /// False for a fill already told. The oldest is forgotten when the memory is full.
    [[nodiscard]] bool admit(const Fill& fill);

  private:
    struct Key {
        std::int64_t time_ns;
        std::uint64_t trade_id;
        AssetIndex asset;
        Side side;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const;
    };

    std::size_t most_;
    std::unordered_set<Key, KeyHash> known_;
    std::deque<Key> order_;
};

}  // namespace maxmin::exchange::hyperliquid
