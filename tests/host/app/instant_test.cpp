#include "host/app/instant.hpp"

#include <gtest/gtest.h>

namespace maxmin::app {
namespace {

TEST(Instant, IsReadInEveryAcceptedForm) {
    // 1757016000 is 2025-09-04 20:00:00 UTC.
    const Timestamp eight(1'757'016'000'000'000'000);

    EXPECT_EQ(parse_instant("2025-09-04T20:00:00Z"), eight);
    EXPECT_EQ(parse_instant("2025-09-04 20:00:00"), eight);
    EXPECT_EQ(parse_instant("2025-09-04T20:00:00.25Z"), eight + milliseconds(250));
    EXPECT_EQ(parse_instant("2025-09-04T20:00:00.000000001Z"), eight + nanoseconds(1));
    EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z"), Timestamp());
    EXPECT_EQ(parse_instant("2024-02-29T23:59:59Z"), Timestamp(1'709'251'199'000'000'000));
}

TEST(Instant, AnythingElseIsNone) {
    for (const char* text :
         {"", "20:00", "2025-09-04", "2025-13-04T20:00:00Z", "2025-02-29T20:00:00Z",
          "2025-09-04T24:00:00Z", "2025-09-04T20:60:00Z", "2025-09-04T20:00:00.Z",
          "2025-09-04T20:00:00.1234567890Z", "2025-09-04T20:00:00+02:00", "2025-09-04T20:00:00.1x",
          "x025-09-04T20:00:00Z"}) {
        EXPECT_FALSE(parse_instant(text)) << text;
    }
}

TEST(Instant, TextReadsBackAsTheSameInstant) {
    for (const std::int64_t ns : {0LL, 1'757'016'000'000'000'000LL, 1'757'016'000'120'000'000LL,
                                  1'757'016'000'000'000'001LL, 1'757'016'000'123'456'000LL}) {
        EXPECT_EQ(parse_instant(instant_text(Timestamp(ns))), Timestamp(ns));
    }
    EXPECT_EQ(instant_text(Timestamp(1'757'016'000'120'000'000)), "2025-09-04T20:00:00.120Z");
}

}  // namespace
}  // namespace maxmin::app
