// A stream of random numbers for latencies: splitmix64 (Steele, Lea, Flood 2014) and Marsaglia's
// polar normals. std::normal_distribution differs between libraries; these numbers are the same
// everywhere, because logarithm and root come from operations that IEEE 754 fixes.
#pragma once

#include <cstdint>

namespace maxmin {

class RandomStream {
  public:
    explicit RandomStream(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next();
    /// In [0, 1), multiples of 2^-53.
    double uniform();
    /// Mean 0, variance 1.
    double normal();

  private:
    std::uint64_t state_;
};

}  // namespace maxmin
