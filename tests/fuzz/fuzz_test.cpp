// The fuzz targets over their corpora and some thousand mutations of them, so that every build and
// both sanitizers run what libFuzzer runs for longer.
#include <random>

#include <gtest/gtest.h>

#include "tests/fuzz/targets.hpp"

namespace maxmin::fuzz {
namespace {

constexpr unsigned mutations_per_target = 4000;

/// Pieces of JSON and of other inputs, cut out and put in; single letters changed; an end cut off.
std::string mutated(std::string text, const std::vector<std::string>& corpus,
                    std::mt19937_64& random) {
    constexpr std::string_view letters = "0123456789-.,:\"{}[]eE \\nulltrx";
    const std::size_t changes = 1 + random() % 3;
    for (std::size_t i = 0; i < changes && text.size() > 1; ++i) {
        const std::size_t at = random() % text.size();
        const std::string& other = corpus[random() % corpus.size()];
        switch (random() % 6) {
            case 0:
                text.erase(at, 1 + random() % 20);
                break;
            case 1:
                text.insert(at, 1, letters[random() % letters.size()]);
                break;
            case 2:
                text[at] = letters[random() % letters.size()];
                break;
            case 3:
                text[at] = static_cast<char>(random() & 0xffU);
                break;
            case 4:
                text.insert(at, other.substr(random() % other.size(), random() % 40));
                break;
            default:
                text.resize(random() % 8 == 0 ? at : text.size());
                break;
        }
    }
    return text;
}

class Fuzz : public testing::TestWithParam<std::size_t> {};

TEST_P(Fuzz, KeepsItsPromises) {
    const Target& target = targets()[GetParam()];
    const auto corpus = target.corpus();
    ASSERT_FALSE(corpus.empty());
    for (const std::string& input : corpus) {
        ASSERT_NO_THROW(target.run(input)) << target.name << " on " << input;
    }
    for (unsigned seed = 1; seed <= mutations_per_target; ++seed) {
        std::mt19937_64 random(seed);
        const std::string input = mutated(corpus[random() % corpus.size()], corpus, random);
        ASSERT_NO_THROW(target.run(input)) << target.name << " seed " << seed << " on " << input;
    }
}

TEST_P(Fuzz, EveryBeginningOfAMessageIsHandled) {
    const Target& target = targets()[GetParam()];
    for (const std::string& input : target.corpus()) {
        const std::size_t step = 1 + input.size() / 200;
        for (std::size_t length = 0; length < input.size(); length += step) {
            ASSERT_NO_THROW(target.run(std::string_view(input).substr(0, length)))
                << target.name << " on the first " << length << " letters of " << input;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Targets, Fuzz, testing::Range(std::size_t{0}, targets().size()),
                         [](const auto& chosen) {
                             return std::string(targets()[chosen.param].name);
                         });

}  // namespace
}  // namespace maxmin::fuzz
