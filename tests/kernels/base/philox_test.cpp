// Philox and the normals made of it, against published known answers and reference draws.
#include "kernels/base/philox.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/base/normal.hpp"
#include "kernels/base/philox_lanes.hpp"
#include "tests/support/json.hpp"

namespace maxmin::kernels {
namespace {

using test::Json;

std::uint32_t word(const Json& value) {
    return static_cast<std::uint32_t>(value.number());
}

PhiloxCounter counter(const Json& value) {
    return {word(value[0]), word(value[1]), word(value[2]), word(value[3])};
}

PhiloxKey key(const Json& value) {
    return {word(value[0]), word(value[1])};
}

std::vector<std::uint32_t> list(const PhiloxWords& words) {
    return {words.x0, words.x1, words.x2, words.x3};
}

template <typename Real>
void expect_normals(const Json& row, double tolerance) {
    const auto raw = row["raw"];
    const Normals<Real> n = normals<Real>({word(raw[0]), word(raw[1]), word(raw[2]), word(raw[3])});
    const Real got[4] = {n.z0, n.z1, n.z2, n.z3};
    for (std::size_t k = 0; k < 4; ++k) {
        EXPECT_NEAR(static_cast<double>(got[k]), row["normal"][k].number(), tolerance);
    }
}

TEST(Philox, PublishedAnswersAreExact) {
    const Json file = Json::vectors("philox.json");

    for (const Json& row : file["known_answers"].array()) {
        const std::vector<std::uint32_t> got =
            list(philox(counter(row["counter"]), key(row["key"])));
        for (std::size_t k = 0; k < 4; ++k) {
            EXPECT_EQ(got[k], word(row["raw"][k]));
        }
    }
}

TEST(Philox, ReferenceDrawsAreExact) {
    const Json file = Json::vectors("philox.json");
    const PhiloxKey seed_key = philox_key(0x123456789abcdefULL);
    EXPECT_EQ(seed_key.low, word(file["key"][0]));
    EXPECT_EQ(seed_key.high, word(file["key"][1]));

    for (const Json& row : file["rows"].array()) {
        const std::vector<std::uint32_t> got = list(philox(counter(row["counter"]), seed_key));
        for (std::size_t k = 0; k < 4; ++k) {
            EXPECT_EQ(got[k], word(row["raw"][k]));
            EXPECT_EQ(uniform(got[k]), row["uniform"][k].number());
        }
    }
}

TEST(Philox, LanesDrawWhatSingleCallsDraw) {
    // Near the top of the range the index wraps round, as a counter does.
    for (const std::uint32_t first : {0U, 64U, 1000003U, 0xFFFFFFE0U}) {
        const PhiloxCounter begin{first, 17U, 0xFFFFFFFFU, 3U};
        const PhiloxKey some_key = philox_key(0xFEDCBA9876543210ULL);
        PhiloxRun run;
        philox_lanes(begin, some_key, run);
        for (int i = 0; i < philox_run; ++i) {
            PhiloxCounter single = begin;
            single.index += static_cast<std::uint32_t>(i);
            ASSERT_EQ((std::vector<std::uint32_t>{run.x0[i], run.x1[i], run.x2[i], run.x3[i]}),
                      list(philox(single, some_key)))
                << "index " << first << " + " << i;
        }
    }
}

TEST(Normal, MatchesReferenceDraws) {
    const Json file = Json::vectors("philox.json");
    const Json& tolerance = file["tolerance"];

    for (const Json& row : file["rows"].array()) {
        expect_normals<double>(row, tolerance["normal_fp64_abs"].number());
        expect_normals<float>(row, tolerance["normal_fp32_abs"].number());
    }
}

TEST(Normal, KeepsTheSmallestAndTheLargestRadius) {
    // Words 0 and 2^32 - 1 are the ends of the uniform; the angle word 0 has cosine 1 to 1e-18.
    const double largest = std::sqrt(66.0 * std::log(2.0));
    const double smallest = std::sqrt(-2.0 * std::log1p(-0x1p-33));

    EXPECT_NEAR(normals<double>({0U, 0U, 0U, 0U}).z0, largest, 1e-14);
    EXPECT_NEAR(static_cast<double>(normals<float>({0U, 0U, 0U, 0U}).z0), largest, 1e-6);
    EXPECT_NEAR(normals<double>({~0U, 0U, 0U, 0U}).z0, smallest, 1e-20);
    EXPECT_NEAR(static_cast<double>(normals<float>({~0U, 0U, 0U, 0U}).z0) / smallest, 1.0, 1e-6);
}

}  // namespace
}  // namespace maxmin::kernels
