// Turns mid changes of one asset into filter observations: log return in bps over event time.
// One observation per new mid at most, and none before the interval has passed: a repeated mid is
// no information (it would drive the volatility to zero on a quiet tape).
#pragma once

#include <cstdint>

#include "host/base/time.hpp"

namespace maxmin::compute {

struct PendingReturn {
    double return_bps = 0.0;
    double dt_s = 0.0;
    bool ready = false;
};

class ObservationGatherer {
  public:
    explicit ObservationGatherer(double interval_s) : interval_s_(interval_s) {}

    /// A mid at its exchange time. Times that go back and mids that are not positive are ignored
    /// and counted: the book already refuses them, this is the second line.
    void on_mid(Timestamp exchange_time, double mid_usd) noexcept;

    /// The return since the last one taken, if a new mid is at least the interval later.
    PendingReturn take() noexcept;

    std::int64_t refused() const { return refused_; }

  private:
    double interval_s_;
    Timestamp base_time_;
    double base_mid_usd_ = 0.0;  // zero: nothing seen yet
    Timestamp latest_time_;
    double latest_mid_usd_ = 0.0;
    std::int64_t refused_ = 0;
};

}  // namespace maxmin::compute
