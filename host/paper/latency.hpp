// How long a message is under way between us and the exchange, and in which order it gets there.
// A connection is first in, first out: a later message drawn with a shorter latency waits for the
// earlier one, as on one TCP stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "host/base/random.hpp"
#include "host/base/time.hpp"
#include "host/paper/config.hpp"

namespace maxmin::paper {

class ConstantLatency {
  public:
    explicit ConstantLatency(Duration latency) : latency_(latency) {}
    Duration draw() const { return latency_; }

  private:
    Duration latency_;
};

/// exp(normal): median and the standard deviation of the logarithm.
class LognormalLatency {
  public:
    LognormalLatency(double median_ms, double sigma, std::uint64_t seed)
        : median_ms_(median_ms), sigma_(sigma), random_(seed) {}
    Duration draw();

  private:
    double median_ms_;
    double sigma_;
    RandomStream random_;
};

/// A measured series in its own order, again from the start at its end.
class RecordedLatency {
  public:
    explicit RecordedLatency(const std::vector<double>& series_ms);
    Duration draw();

  private:
    std::vector<Duration> series_;
    std::size_t next_ = 0;
};

using LatencyModel = std::variant<ConstantLatency, LognormalLatency, RecordedLatency>;

/// Throws InputError if a latency is negative or not a number, or a recorded series is empty.
/// `name` is the key the error names (paper.order).
LatencyModel make_latency(const LatencyConfig& config, const char* name, std::uint64_t seed);
Duration draw(LatencyModel& model);

/// One direction of a connection.
class Connection {
  public:
    explicit Connection(LatencyModel model) : model_(std::move(model)) {}

    /// When a message sent at `sent` arrives: never before one sent earlier.
    Timestamp deliver(Timestamp sent);

  private:
    LatencyModel model_;
    Timestamp last_;
};

}  // namespace maxmin::paper
