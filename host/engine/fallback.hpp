// Which quotes to trust when the newest grid is missing: the newest grid, then the last good one up
// to its age limit, then the last good one widened with its age, then none.
#pragma once

#include <cstdint>
#include <string_view>

#include "host/base/time.hpp"

namespace maxmin::engine {

enum class GridSource : std::uint8_t {
    none,      // nothing to quote from: the asset stops
    fresh,     // of the newest step
    previous,  // an older one, within its age limit
    widened,   // older than the limit: offsets grow with its age, up to three times the limit
};

std::string_view to_string(GridSource source);

struct BaseOffsets {
    double bid_bps = 0.0;
    double ask_bps = 0.0;
    GridSource source = GridSource::none;
    Duration age;
};

/// Remembers the last good offsets of one asset.
class GridFallback {
  public:
    explicit GridFallback(Duration age_max) : age_max_(age_max) {}

    /// Newest offsets at `made`; `good` is false where the step failed or did not converge.
    /// An infinite offset is a side that is off, which is good; NaN never is.
    void offer(Timestamp made, bool good, double bid_bps, double ask_bps) noexcept;

    BaseOffsets at(Timestamp now) const noexcept;

  private:
    Duration age_max_;
    Timestamp newest_;
    Timestamp good_;
    bool any_good_ = false;
    double bid_bps_ = 0.0;
    double ask_bps_ = 0.0;
};

}  // namespace maxmin::engine
