// Every kind of mistake a user can make in a file, with the exact words he reads.
#include <gtest/gtest.h>

#include "host/config/load.hpp"

namespace maxmin::config {
namespace {

struct BadInput {
    const char* name;
    const char* text;
    const char* message;
    std::vector<std::string> sets;
};

std::string message_of(const BadInput& input) {
    try {
        load_text(input.text, "my.toml", input.sets);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

const std::vector<BadInput>& bad_inputs() {
    static const std::vector<BadInput> all{
#include "tests/host/config/bad_inputs.inc"
#include "tests/host/config/contradictions.inc"
    };
    return all;
}

class BadInputs : public ::testing::TestWithParam<std::size_t> {};

TEST_P(BadInputs, AreRefusedInTheseWords) {
    const BadInput& input = bad_inputs()[GetParam()];

    EXPECT_EQ(message_of(input), input.message);
}

INSTANTIATE_TEST_SUITE_P(Config, BadInputs, ::testing::Range<std::size_t>(0, bad_inputs().size()),
                         [](const auto& test) {
                             return std::string(bad_inputs()[test.param].name);
                         });

}  // namespace
}  // namespace maxmin::config
