// The one table of keys. Parser, checks, `config show`, `config reference` and the hash all read
// it: a key that is not here does not exist. Defaults are not repeated here; they are what a
// default-constructed struct holds. Run keys (run, data, paper, risk, venue and others) live once
// in a file; asset keys may stand in [defaults], [groups.NAME] and [assets.SYMBOL].
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/value.hpp"
#include "host/engine/config.hpp"

namespace maxmin::config {

enum class Kind : std::uint8_t { boolean, integer, number, text, choice, numbers, texts };

/// Where a key's name comes from: a promise of the integration guide, or ours.
enum class NamedBy : std::uint8_t { guide, ours };

struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool low_open = false;
    bool high_open = false;

    bool contains(double value) const;
    /// "[0, 1)", "> 0", ">= 0", or "any" (any finite number).
    std::string text() const;
};

constexpr Range closed(double low, double high) {
    return {.low = low, .high = high};
}
/// Without `low`, with `high`.
constexpr Range above_to(double low, double high) {
    return {.low = low, .high = high, .low_open = true};
}
constexpr Range at_least(double low) {
    return {.low = low};
}
constexpr Range above(double low) {
    return {.low = low, .low_open = true};
}

struct KeyInfo {
    std::string path;  // inside its scope: "multi_level_config.max_levels", "run.seed"
    Kind kind = Kind::number;
    std::string_view unit;
    Range range;
    std::vector<std::string_view> choices;
    NamedBy named_by = NamedBy::ours;
    std::string_view meaning;
};

/// Sets several keys at once: hawkes.kappa stands for hawkes.bid.kappa and hawkes.ask.kappa.
struct Shorthand {
    std::string path;
    std::vector<std::size_t> targets;  // all of one kind and range
};

/// A named set of values: preset = "conservative".
struct Preset {
    std::string path;
    std::string_view name;
    std::vector<std::pair<std::size_t, Value>> values;
};

/// A table whose mere presence turns a key on.
struct TableSwitch {
    std::string table;
    std::size_t key = 0;
};

/// Everything a user may write in one scope.
struct KeySpace {
    std::vector<KeyInfo> keys;
    std::vector<Shorthand> shorthands;
    std::vector<Preset> presets;
    std::vector<TableSwitch> switches;

    std::optional<std::size_t> find(std::string_view path) const;
    /// For paths the program itself names; a missing one is a bug.
    std::size_t index_of(std::string_view path) const;
};

template <typename Root>
struct Field {
    std::function<Value(const Root&)> get;
    std::function<void(Root&, const Value&)> set;
};

template <typename Root>
struct Schema {
    KeySpace space;
    std::vector<Field<Root>> fields;  // fields[i] reads and writes space.keys[i]
};

const Schema<engine::Config>& run_schema();
const Schema<engine::AssetConfig>& asset_schema();

/// "a number (bps) in (0, 1000]", "one of 'auto', 'cpu', 'cuda'": what would be right.
std::string expectation(const KeyInfo& key);

/// Whether a value of the right kind is finite, in range and among the choices.
bool is_allowed(const KeyInfo& key, const Value& value);

}  // namespace maxmin::config
