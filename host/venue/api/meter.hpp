// A refilling minute: so many units may be spent at once, and the same number comes back over a
// minute.
#pragma once

#include <algorithm>

#include "host/base/time.hpp"

namespace maxmin::venue::api {

class Meter {
  public:
    explicit Meter(double per_minute) : most_(per_minute), left_(per_minute) {}

    /// Whether anything is left at `now`.
    bool has_room(Timestamp now) {
        const double elapsed_s = std::max(0.0, to_seconds(now - at_));
        at_ = std::max(at_, now);
        left_ = std::min(most_, left_ + most_ * elapsed_s / 60.0);
        return left_ >= 1.0;
    }
    void spend(int units) { left_ -= units; }

  private:
    double most_;
    double left_;
    Timestamp at_;
};

}  // namespace maxmin::venue::api
