// Instants and durations in integer nanoseconds; an instant is counted from 1970-01-01 UTC.
// Nothing here reads a clock: time comes in with the events.
#pragma once

#include <compare>
#include <cstdint>

#include "host/base/strong.hpp"

namespace maxmin {

using Duration = StrongInt<struct DurationTag>;

constexpr Duration nanoseconds(std::int64_t count) {
    return Duration(count);
}
constexpr Duration milliseconds(std::int64_t count) {
    return Duration(count * 1'000'000);
}
constexpr Duration seconds(std::int64_t count) {
    return Duration(count * 1'000'000'000);
}
/// Rounds to the nearest nanosecond.
constexpr Duration from_seconds(double count_s) {
    return Duration(static_cast<std::int64_t>(count_s * 1e9 + (count_s < 0 ? -0.5 : 0.5)));
}
constexpr double to_seconds(Duration duration) {
    return duration.as_double() * 1e-9;
}

class Timestamp {
  public:
    constexpr Timestamp() = default;
    constexpr explicit Timestamp(std::int64_t ns_since_epoch) : ns_(ns_since_epoch) {}

    static constexpr Timestamp never() { return Timestamp(INT64_MAX); }

    constexpr std::int64_t ns() const { return ns_; }
    constexpr auto operator<=>(const Timestamp&) const = default;
    constexpr Timestamp operator+(Duration d) const { return Timestamp(ns_ + d.value()); }
    constexpr Timestamp operator-(Duration d) const { return Timestamp(ns_ - d.value()); }
    constexpr Duration operator-(Timestamp other) const { return Duration(ns_ - other.ns_); }

  private:
    std::int64_t ns_ = 0;
};

}  // namespace maxmin
