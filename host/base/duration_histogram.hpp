// How long something takes, counted in buckets whose width grows with the time: 32 to an octave, so
// a quantile is at most 1/32 too long and never too short (the layout of Tene's HdrHistogram, which
// Debian does not package for C++). One thread counts, any thread reads at any time.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>

#include "host/base/assert.hpp"
#include "host/base/time.hpp"

namespace maxmin {

class DurationHistogram {
  public:
    /// A negative time counts as zero, one beyond 18 minutes as that. Allocates nothing.
    void add(Duration duration) noexcept {
        const auto ns = static_cast<std::uint64_t>(
            std::clamp<std::int64_t>(duration.value(), 0, (std::int64_t{1} << octaves_max) - 1));
        raise(buckets_[bucket_of(ns)], 1);
        raise(count_, 1);
        raise(sum_ns_, static_cast<std::int64_t>(ns));
        if (static_cast<std::int64_t>(ns) > most_ns_.load(std::memory_order_relaxed)) {
            most_ns_.store(static_cast<std::int64_t>(ns), std::memory_order_relaxed);
        }
    }

    std::int64_t count() const noexcept { return count_.load(std::memory_order_relaxed); }
    Duration sum() const noexcept { return Duration(sum_ns_.load(std::memory_order_relaxed)); }
    Duration longest() const noexcept { return Duration(most_ns_.load(std::memory_order_relaxed)); }

    /// The smallest time that at least `share` (in (0, 1]) of all counted do not exceed, rounded up
    /// to its bucket's end; zero if nothing was counted.
    Duration quantile(double share) const noexcept {
        MAXMIN_ASSERT(share > 0.0 && share <= 1.0, "a share of what was counted");
        const auto wanted =
            static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count())));
        std::int64_t seen = 0;
        for (std::size_t i = 0; i < buckets_.size(); ++i) {
            seen += buckets_[i].load(std::memory_order_relaxed);
            if (seen >= wanted && seen > 0) {
                return std::min(Duration(static_cast<std::int64_t>(last_of(i))), longest());
            }
        }
        return longest();
    }

  private:
    static constexpr int octaves_max = 40;      // 2^40 ns: 18 minutes
    static constexpr std::uint64_t parts = 32;  // of an octave; below 32 ns a bucket is 1 ns
    static constexpr int parts_bits = 5;
    static constexpr std::size_t bucket_count = (octaves_max - parts_bits + 1) * parts;

    static constexpr std::size_t bucket_of(std::uint64_t ns) {
        const int shift = std::max(0, static_cast<int>(std::bit_width(ns)) - 1 - parts_bits);
        return static_cast<std::size_t>(shift) * parts + static_cast<std::size_t>(ns >> shift);
    }
    static constexpr std::uint64_t last_of(std::size_t bucket) {
        if (bucket < 2 * parts) {
            return bucket;
        }
        const auto shift = bucket / parts - 1;
        return ((bucket % parts + parts + 1) << shift) - 1;
    }
    static void raise(std::atomic<std::int64_t>& number, std::int64_t by) noexcept {
        number.store(number.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }

    std::array<std::atomic<std::int64_t>, bucket_count> buckets_{};
    std::atomic<std::int64_t> count_ = 0;
    std::atomic<std::int64_t> sum_ns_ = 0;
    std::atomic<std::int64_t> most_ns_ = 0;
};

}  // namespace maxmin
