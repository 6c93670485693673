// Which trades were already seen: the last `capacity` trade ids, in memory taken at construction.
// A venue replays recent trades after each reconnect, so the same id comes again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/base/time.hpp"

namespace maxmin::market {

enum class TradeNovelty : std::uint8_t {
    novel,
    repeated,  // the id is remembered
    aged,      // not newer than a trade already forgotten: it cannot be told from a repeat
};

class TradeMemory {
  public:
    explicit TradeMemory(std::size_t capacity);

    /// Remembers a novel id and forgets the oldest one if full. A trade whose exchange time is not
    /// after that of some forgotten trade is `aged` and not remembered: losing an old print is
    /// harmless, counting one twice is not.
    TradeNovelty admit(std::uint64_t trade_id, Timestamp exchange_time) noexcept;

  private:
    struct Seen {
        std::uint64_t id = 0;
        Timestamp exchange_time;
    };

    std::size_t home_of(std::uint64_t id) const;
    std::size_t find(std::uint64_t id) const;
    void erase(std::size_t slot);

    std::vector<Seen> ring_;            // in order of arrival
    std::vector<std::uint32_t> slots_;  // open addressing; index into ring_ plus one, 0 = free
    std::size_t mask_;
    std::size_t next_ = 0;
    std::size_t count_ = 0;
    bool forgot_ = false;
    Timestamp forgotten_until_;
};

}  // namespace maxmin::market
