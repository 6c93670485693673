// Integers that cannot be mixed up: a price in ticks is not a size in lots.
#pragma once

#include <compare>
#include <cstdint>

namespace maxmin {

template <typename Tag>
class StrongInt {
  public:
    constexpr StrongInt() = default;
    constexpr explicit StrongInt(std::int64_t value) : value_(value) {}

    constexpr std::int64_t value() const { return value_; }
    constexpr double as_double() const { return static_cast<double>(value_); }

    constexpr auto operator<=>(const StrongInt&) const = default;
    constexpr StrongInt operator-() const { return StrongInt(-value_); }
    constexpr StrongInt operator+(StrongInt other) const {
        return StrongInt(value_ + other.value_);
    }
    constexpr StrongInt operator-(StrongInt other) const {
        return StrongInt(value_ - other.value_);
    }
    constexpr StrongInt& operator+=(StrongInt other) {
        value_ += other.value_;
        return *this;
    }
    constexpr StrongInt& operator-=(StrongInt other) {
        value_ -= other.value_;
        return *this;
    }
    constexpr StrongInt operator*(std::int64_t factor) const { return StrongInt(value_ * factor); }

  private:
    std::int64_t value_ = 0;
};

}  // namespace maxmin
