#include "host/engine/fallback.hpp"

#include <cmath>

namespace maxmin::engine {

namespace {
constexpr double widened_age_ratio_max = 3.0;
}  // namespace

std::string_view to_string(GridSource source) {
    switch (source) {
        case GridSource::none:
            return "none";
        case GridSource::fresh:
            return "fresh";
        case GridSource::previous:
            return "previous";
        case GridSource::widened:
            return "widened";
    }
    return "unknown";
}

void GridFallback::offer(Timestamp made, bool good, double bid_bps, double ask_bps) noexcept {
    newest_ = made;
    if (!good || std::isnan(bid_bps) || std::isnan(ask_bps)) {
        return;
    }
    good_ = made;
    any_good_ = true;
    bid_bps_ = bid_bps;
    ask_bps_ = ask_bps;
}

BaseOffsets GridFallback::at(Timestamp now) const noexcept {
    if (!any_good_) {
        return {};
    }
    const Duration age = now - good_;
    const double ratio = age.as_double() / age_max_.as_double();
    BaseOffsets offsets{.bid_bps = bid_bps_, .ask_bps = ask_bps_, .age = age};
    if (ratio <= 1.0) {
        offsets.source = good_ == newest_ ? GridSource::fresh : GridSource::previous;
    } else if (ratio <= widened_age_ratio_max) {
        offsets.source = GridSource::widened;
        // Only outwards: a rebate can make an offset negative, and scaling that would tighten it.
        offsets.bid_bps += std::fabs(bid_bps_) * (ratio - 1.0);
        offsets.ask_bps += std::fabs(ask_bps_) * (ratio - 1.0);
    }
    return offsets;
}

}  // namespace maxmin::engine
