// When to dial again: exponential waits with jitter, and never more new connections a minute than
// the venue allows one address. Pure policy: time and seed come in.
#pragma once

#include <cstdint>
#include <deque>

#include "host/base/random.hpp"
#include "host/base/time.hpp"

namespace maxmin::exchange::transport {

struct BackoffConfig {
    double first_s = 0.5;
    double most_s = 30.0;
    double factor = 2.0;
    double jitter = 0.5;      // a wait is drawn evenly from [1 - jitter, 1] of the full one
    double steady_s = 30.0;   // a connection that lived this long forgives all failures before it
    int dials_a_minute = 30;  // over all connections of this process
};

/// One connection's waits.
class Backoff {
  public:
    Backoff(const BackoffConfig& config, std::uint64_t seed) : config_(config), random_(seed) {}

    /// The wait before the next attempt, and counts one failure.
    Duration next();
    /// Tells how long the connection that just ended had been open.
    void lived(Duration life);
    int failures() const { return failures_; }

  private:
    BackoffConfig config_;
    RandomStream random_;
    int failures_ = 0;
};

/// Shared by all connections: the sliding minute of dials.
class DialAllowance {
  public:
    explicit DialAllowance(int dials_a_minute) : most_(dials_a_minute) {}

    /// How long to wait before dialling at `now`; zero takes the place at once.
    Duration take(Timestamp now);

  private:
    int most_;
    std::deque<Timestamp> taken_;
};

}  // namespace maxmin::exchange::transport
