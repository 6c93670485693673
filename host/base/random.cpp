#include "host/base/random.hpp"

#include <cmath>

#include "kernels/base/math.hpp"

namespace maxmin {

std::uint64_t RandomStream::next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31U);
}

double RandomStream::uniform() {
    return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

double RandomStream::normal() {
    for (;;) {
        const double a = 2.0 * uniform() - 1.0;
        const double b = 2.0 * uniform() - 1.0;
        const double square = a * a + b * b;
        if (square > 0.0 && square < 1.0) {
            return a * std::sqrt(-2.0 * kernels::log_lane(square) / square);
        }
    }
}

}  // namespace maxmin
