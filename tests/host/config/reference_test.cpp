#include "host/config/reference.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

namespace maxmin::config {
namespace {

TEST(Reference, FileInTheRepositoryIsWhatTheParserSays) {
    std::ifstream file(MAXMIN_SOURCE_DIR "/host/config/REFERENCE.md", std::ios::binary);
    const std::string committed{std::istreambuf_iterator<char>(file),
                                std::istreambuf_iterator<char>()};
    std::ostringstream written;

    write_reference(written);

    EXPECT_EQ(committed, written.str())
        << "renew it: build/cpu/maxmin config reference > host/config/REFERENCE.md";
}

TEST(Reference, HoldsUnitRangeDefaultAndMeaning) {
    std::ostringstream written;
    write_reference(written);

    EXPECT_NE(
        written.str().find("| `multi_level_config.max_levels` | 3 | levels | whole, [1, 10] | "
                           "Number of quote levels. | guide |"),
        std::string::npos);
}

}  // namespace
}  // namespace maxmin::config
