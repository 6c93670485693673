#include "host/config/schema.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/assert.hpp"

namespace maxmin::config {
namespace {

std::string bound(double value) {
    std::string text = to_text(value);
    if (text.ends_with(".0")) {
        text.resize(text.size() - 2);
    }
    return text;
}

std::string noun(Kind kind) {
    switch (kind) {
        case Kind::boolean:
            return "true or false";
        case Kind::integer:
            return "a whole number";
        case Kind::number:
            return "a number";
        case Kind::text:
            return "a text in quotes";
        case Kind::choice:
            return "one of";
        case Kind::numbers:
            return "a list of numbers";
        case Kind::texts:
            return "a list of texts";
    }
    return {};
}

}  // namespace

bool Range::contains(double value) const {
    const bool above_low = low_open ? value > low : value >= low;
    const bool below_high = high_open ? value < high : value <= high;
    return std::isfinite(value) && above_low && below_high;
}

std::string Range::text() const {
    if (std::isinf(low)) {
        return "any";
    }
    std::string words;
    if (std::isinf(high)) {
        words += low_open ? "> " : ">= ";
        words += bound(low);
        return words;
    }
    words += low_open ? '(' : '[';
    words += bound(low);
    words += ", ";
    words += bound(high);
    words += high_open ? ')' : ']';
    return words;
}

std::optional<std::size_t> KeySpace::find(std::string_view path) const {
    const auto found = std::ranges::find(keys, path, &KeyInfo::path);
    if (found == keys.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - keys.begin());
}

std::size_t KeySpace::index_of(std::string_view path) const {
    const std::optional<std::size_t> index = find(path);
    MAXMIN_ASSERT(index.has_value(), "a key that the program names is in the schema");
    return *index;
}

std::string expectation(const KeyInfo& key) {
    std::string text = "expected " + noun(key.kind);
    if (key.kind == Kind::choice) {
        for (const std::string_view choice : key.choices) {
            text += choice == key.choices.front() ? " '" : ", '";
            text += choice;
            text += '\'';
        }
        return text;
    }
    const bool is_numeric =
        key.kind == Kind::integer || key.kind == Kind::number || key.kind == Kind::numbers;
    if (!is_numeric) {
        return text;
    }
    if (!key.unit.empty()) {
        text += " (";
        text += key.unit;
        text += ')';
    }
    const std::string range = key.range.text();
    if (range == "any") {
        return text;
    }
    const bool is_one_sided = range.front() == '>';
    return text + (is_one_sided ? " " : " in ") + range;
}

bool is_allowed(const KeyInfo& key, const Value& value) {
    switch (key.kind) {
        case Kind::integer:
            return key.range.contains(static_cast<double>(std::get<std::int64_t>(value)));
        case Kind::number:
            return key.range.contains(std::get<double>(value));
        case Kind::numbers:
            return std::ranges::all_of(std::get<std::vector<double>>(value),
                                       [&](double item) { return key.range.contains(item); });
        case Kind::choice:
            return std::ranges::count(key.choices, std::get<std::string>(value)) > 0;
        case Kind::boolean:
        case Kind::text:
        case Kind::texts:
            return true;
    }
    return false;
}

}  // namespace maxmin::config
