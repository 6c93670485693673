#include "host/config/schema.hpp"

#include <set>

#include <gtest/gtest.h>

#include "host/market/reader.hpp"

namespace maxmin::config {
namespace {

/// Another allowed value than `value`; empty if there is none.
std::optional<Value> another(const KeyInfo& key, const Value& value) {
    std::vector<Value> trials;
    switch (key.kind) {
        case Kind::boolean:
            return !std::get<bool>(value);
        case Kind::integer:
            trials = {std::get<std::int64_t>(value) + 1, std::get<std::int64_t>(value) - 1};
            break;
        case Kind::number:
            trials = {std::get<double>(value) * 0.9375, std::get<double>(value) + 0.0078125};
            break;
        case Kind::text:
            return std::get<std::string>(value) + "x";
        case Kind::choice:
            for (const std::string_view choice : key.choices) {
                trials.emplace_back(std::string(choice));
            }
            break;
        case Kind::numbers:
            return std::vector<double>{1.5, 2.5};
        case Kind::texts:
            return std::vector<std::string>{"a", "b"};
    }
    for (const Value& trial : trials) {
        if (trial != value && is_allowed(key, trial)) {
            return trial;
        }
    }
    return std::nullopt;
}

/// Sets each key alone and looks at all: the key must change, the others must not.
template <typename Root>
void expect_keys_are_independent(const Schema<Root>& schema) {
    const Root defaults{};
    for (std::size_t set = 0; set < schema.fields.size(); ++set) {
        const KeyInfo& key = schema.space.keys[set];
        SCOPED_TRACE(key.path);
        const auto value = another(key, schema.fields[set].get(defaults));
        ASSERT_TRUE(value.has_value());
        Root root{};
        schema.fields[set].set(root, *value);
        for (std::size_t seen = 0; seen < schema.fields.size(); ++seen) {
            const Value now = schema.fields[seen].get(root);
            EXPECT_EQ(now, seen == set ? *value : schema.fields[seen].get(defaults))
                << schema.space.keys[seen].path;
        }
    }
}

template <typename Root>
void expect_table_is_sound(const Schema<Root>& schema) {
    ASSERT_EQ(schema.space.keys.size(), schema.fields.size());
    std::set<std::string> paths;
    const Root defaults{};
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
        const KeyInfo& key = schema.space.keys[i];
        SCOPED_TRACE(key.path);
        EXPECT_TRUE(paths.insert(key.path).second);
        EXPECT_TRUE(key.meaning.ends_with('.'));
        const Value value = schema.fields[i].get(defaults);
        const bool must_be_given = value == Value(std::string());
        EXPECT_TRUE(must_be_given || is_allowed(key, value));
    }
}

TEST(Schema, EachKeyIsBoundToItsOwnMember) {
    expect_keys_are_independent(run_schema());
    expect_keys_are_independent(asset_schema());
}

TEST(Schema, NamesAreUniqueAndDefaultsAllowed) {
    expect_table_is_sound(run_schema());
    expect_table_is_sound(asset_schema());
}

// A struct that grows without a new key would be a value nobody can set. Sizes change with the
// structs: whoever adds a member sees this fail and adds its line to the table.
TEST(Schema, HasAKeyForEachMember) {
    EXPECT_EQ(run_schema().fields.size(), 117U);
    EXPECT_EQ(asset_schema().fields.size(), 79U);
    EXPECT_EQ(sizeof(backtest::SyntheticMarket), 13 * sizeof(double));
    EXPECT_EQ(sizeof(quote::QuoteConfig), 248U);
    EXPECT_EQ(sizeof(signal::HawkesConfig), 2 * 7 * sizeof(double));
    EXPECT_EQ(sizeof(compute::FilterConfig), 11 * sizeof(double));
}

TEST(Schema, DataFormatsAreThoseOfTheReadersAndTheSyntheticMarket) {
    const KeySpace& space = run_schema().space;
    std::vector<std::string> expected = market::reader_formats();
    expected.emplace_back("synthetic");

    const auto& choices = space.keys[space.index_of("data.format")].choices;

    EXPECT_EQ(std::vector<std::string>(choices.begin(), choices.end()), expected);
}

TEST(Schema, PresetsAreAllowedValues) {
    const KeySpace& space = asset_schema().space;

    EXPECT_EQ(space.presets.size(), 8U);
    for (const Preset& preset : space.presets) {
        for (const auto& [key, value] : preset.values) {
            EXPECT_TRUE(is_allowed(space.keys[key], value)) << preset.name << space.keys[key].path;
        }
    }
}

TEST(Range, KnowsItsEnds) {
    const Range half_open{.low = 0, .high = 1, .low_open = true};

    EXPECT_FALSE(half_open.contains(0.0));
    EXPECT_TRUE(half_open.contains(5e-324));
    EXPECT_TRUE(half_open.contains(1.0));
    EXPECT_FALSE(half_open.contains(1.0000001));
    EXPECT_FALSE(half_open.contains(std::numeric_limits<double>::quiet_NaN()));
    EXPECT_FALSE(at_least(0).contains(std::numeric_limits<double>::infinity()));
    EXPECT_EQ(half_open.text(), "(0, 1]");
    EXPECT_EQ(at_least(-0.5).text(), ">= -0.5");
    EXPECT_EQ(Range{}.text(), "any");
}

TEST(Value, IsWrittenSoThatItReadsBackTheSame) {
    EXPECT_EQ(to_text(Value(12.0)), "12.0");
    EXPECT_EQ(to_text(Value(1e6)), "1000000.0");
    EXPECT_EQ(to_text(Value(0.0000125)), "1.25e-05");
    EXPECT_EQ(to_text(Value(0.1)), "0.1");
    EXPECT_EQ(to_text(Value(std::int64_t{-3})), "-3");
    EXPECT_EQ(to_text(Value(std::string("a\"b\\\n"))), R"("a\"b\\\n")");
    EXPECT_EQ(to_text(Value(std::vector<double>{1, 2.5})), "[1.0, 2.5]");
}

}  // namespace
}  // namespace maxmin::config
