// Which fills have been told: one fill comes over the user channel, again in every snapshot of it
// and once more in what is read after a loss. The venue's key is (time, coin, trade id); one trade
// between two of our own orders has two sides.
#pragma once

#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "host/exchange/hyperliquid/messages.hpp"

namespace maxmin::exchange::hyperliquid {

class FillMemory {
  public:
    /// Takes its memory here: 65,536 fills are half an hour of a very busy account.
    explicit FillMemory(std::size_t most = 65'536) : newest_(most) { known_.reserve(most + 1); }

    /// False for a fill already told. The oldest is forgotten when the memory is full.
    [[nodiscard]] bool admit(const Fill& fill);

  private:
    struct Key {
        std::int64_t time_ns = 0;
        std::uint64_t trade_id = 0;
        AssetIndex asset = 0;
        Side side = Side::bid;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const;
    };

    boost::unordered_flat_set<Key, KeyHash> known_;
    std::vector<Key> newest_;  // a ring
    std::size_t next_ = 0;
    bool is_full_ = false;
};

}  // namespace maxmin::exchange::hyperliquid
