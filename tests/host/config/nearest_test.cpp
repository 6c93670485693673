#include "host/config/nearest.hpp"

#include <random>

#include <gtest/gtest.h>

namespace maxmin::config {
namespace {

TEST(EditDistance, CountsSlips) {
    EXPECT_EQ(edit_distance("seed", "seed"), 0);
    EXPECT_EQ(edit_distance("", "abc"), 3);
    EXPECT_EQ(edit_distance("sead", "seed"), 1);
    EXPECT_EQ(edit_distance("sede", "seed"), 1);
    EXPECT_EQ(edit_distance("levls", "levels"), 1);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
}

/// The recursive definition; exponential, so only for short words.
int slow_distance(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) {
        return static_cast<int>(a.size() + b.size());
    }
    const auto cut = [](std::string_view text, std::size_t n) {
        return text.substr(0, text.size() - n);
    };
    int best = std::min({slow_distance(cut(a, 1), b) + 1, slow_distance(a, cut(b, 1)) + 1,
                         slow_distance(cut(a, 1), cut(b, 1)) + (a.back() == b.back() ? 0 : 1)});
    if (a.size() > 1 && b.size() > 1 && a.back() == b[b.size() - 2] &&
        b.back() == a[a.size() - 2]) {
        best = std::min(best, slow_distance(cut(a, 2), cut(b, 2)) + 1);
    }
    return best;
}

TEST(EditDistance, AgreesWithItsDefinition) {
    constexpr unsigned seed = 7;
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto word = [&] {
        std::string letters(random() % 6, 'a');
        for (char& letter : letters) {
            letter = static_cast<char>('a' + random() % 3);
        }
        return letters;
    };

    for (int trial = 0; trial < 300; ++trial) {
        const std::string a = word();
        const std::string b = word();
        EXPECT_EQ(edit_distance(a, b), slow_distance(a, b)) << a << ' ' << b;
    }
}

TEST(Nearest, PrefersTheSameTable) {
    const std::vector<std::string> candidates{"x.seed", "run.seeds", "run.seed"};

    EXPECT_EQ(nearest("run.sead", candidates), "run.seed");
}

TEST(Nearest, SaysNothingRatherThanNonsense) {
    const std::vector<std::string> candidates{"run.seed", "assets.BTC"};

    EXPECT_EQ(nearest("run.backend", candidates), std::nullopt);
    EXPECT_EQ(nearest("assets.ETH", candidates), std::nullopt);
}

}  // namespace
}  // namespace maxmin::config
