// Which hourly payments of one coin have been told: the newest hour and a bit for each of the 64
// before it. Snapshots repeat them, newest or oldest first.
#pragma once

#include <cstdint>

#include "host/base/time.hpp"

namespace maxmin::exchange::hyperliquid {

class FundingMemory {
  public:
    /// False for a payment already told, or one so old that nobody can say.
    [[nodiscard]] bool admit(Timestamp paid_at) {
        constexpr std::int64_t hour_ns = 3'600'000'000'000;
        // The venue pays on the hour, give or take some blocks.
        const std::int64_t hour = (paid_at.ns() + hour_ns / 2) / hour_ns;
        if (hour > newest_) {
            const std::int64_t ahead = hour - newest_;
            told_ = ahead < 64 ? told_ << ahead | 1U : 1U;
            newest_ = hour;
            return true;
        }
        const std::int64_t behind = newest_ - hour;
        if (behind >= 64 || (told_ >> behind & 1U) != 0) {
            return false;
        }
        told_ |= std::uint64_t{1} << behind;
        return true;
    }

  private:
    std::int64_t newest_ = 0;  // hours since 1970
    std::uint64_t told_ = 0;   // bit k: hour newest_ - k
};

}  // namespace maxmin::exchange::hyperliquid
