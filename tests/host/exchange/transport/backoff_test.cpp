#include "host/exchange/transport/backoff.hpp"

#include <gtest/gtest.h>

namespace maxmin::exchange::transport {
namespace {

TEST(Backoff, WaitsDoubleUpToTheMostWithinTheirJitter) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Backoff backoff({.first_s = 0.5, .most_s = 30.0, .factor = 2.0, .jitter = 0.5}, seed);
        double full = 0.5;
        for (int attempt = 0; attempt < 80; ++attempt) {
            const double wait = to_seconds(backoff.next());
            EXPECT_LE(wait, full) << "seed " << seed;
            EXPECT_GE(wait, full * 0.5 - 1e-9) << "seed " << seed;  // rounded to nanoseconds
            full = std::min(full * 2.0, 30.0);
        }
    }
}

TEST(Backoff, SeedsSpreadClientsThatFellTogether) {
    Backoff one({}, 1);
    Backoff other({}, 2);
    EXPECT_NE(one.next(), other.next());
}

TEST(Backoff, OnlyASteadyConnectionForgives) {
    Backoff backoff({.steady_s = 30.0}, 7);
    backoff.next();
    backoff.next();
    backoff.lived(seconds(29));
    EXPECT_EQ(backoff.failures(), 2);
    backoff.lived(seconds(30));
    EXPECT_EQ(backoff.failures(), 0);
}

TEST(DialAllowance, NoMinuteHoldsMoreDialsThanAllowed) {
    DialAllowance allowance(30);
    std::vector<Timestamp> dials;
    Timestamp now(0);
    RandomStream random(3);
    while (dials.size() < 300) {
        const Duration wait = allowance.take(now);
        if (wait == Duration(0)) {
            dials.push_back(now);
            now = now + milliseconds(static_cast<std::int64_t>(random.uniform() * 3'000));
        } else {
            now = now + wait;
        }
    }
    for (std::size_t i = 30; i < dials.size(); ++i) {
        EXPECT_GE((dials[i] - dials[i - 30]).value(), seconds(60).value());
    }
}

}  // namespace
}  // namespace maxmin::exchange::transport
