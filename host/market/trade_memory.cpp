#include "host/market/trade_memory.hpp"

#include <algorithm>
#include <bit>

#include "host/base/assert.hpp"

namespace maxmin::market {

TradeMemory::TradeMemory(std::size_t capacity)
    : ring_(capacity), slots_(std::bit_ceil(capacity * 2 + 1)), mask_(slots_.size() - 1) {
    MAXMIN_ASSERT(capacity > 0 && capacity < UINT32_MAX, "a trade memory holds at least one id");
}

std::size_t TradeMemory::home_of(std::uint64_t id) const {
    // Fibonacci hashing: ids of some venues are consecutive, of others hashes.
    return static_cast<std::size_t>((id * 0x9e3779b97f4a7c15U) >> 32U) & mask_;
}

std::size_t TradeMemory::find(std::uint64_t id) const {
    std::size_t slot = home_of(id);
    while (slots_[slot] != 0 && ring_[slots_[slot] - 1].id != id) {
        slot = (slot + 1) & mask_;
    }
    return slot;
}

void TradeMemory::erase(std::size_t slot) {
    // Backward shift (Knuth 6.4, algorithm R): no tombstones, so probes stay short for ever.
    std::size_t hole = slot;
    for (std::size_t at = (hole + 1) & mask_; slots_[at] != 0; at = (at + 1) & mask_) {
        const std::size_t home = home_of(ring_[slots_[at] - 1].id);
        if (((at - home) & mask_) >= ((at - hole) & mask_)) {
            slots_[hole] = slots_[at];
            hole = at;
        }
    }
    slots_[hole] = 0;
}

TradeNovelty TradeMemory::admit(std::uint64_t trade_id, Timestamp exchange_time) noexcept {
    if (slots_[find(trade_id)] != 0) {
        return TradeNovelty::repeated;
    }
    if (forgot_ && exchange_time <= forgotten_until_) {
        return TradeNovelty::aged;
    }
    Seen& entry = ring_[next_];
    if (count_ == ring_.size()) {
        erase(find(entry.id));
        forgotten_until_ =
            forgot_ ? std::max(forgotten_until_, entry.exchange_time) : entry.exchange_time;
        forgot_ = true;
    } else {
        ++count_;
    }
    entry = {trade_id, exchange_time};
    slots_[find(trade_id)] = static_cast<std::uint32_t>(next_ + 1);
    next_ = next_ + 1 == ring_.size() ? 0 : next_ + 1;
    return TradeNovelty::novel;
}

}  // namespace maxmin::market
