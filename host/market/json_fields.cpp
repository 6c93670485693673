#include "host/market/json_fields.hpp"

#include <charconv>

#include "host/base/error.hpp"
#include "host/market/decimal.hpp"

namespace maxmin::market {
namespace {

constexpr std::int64_t latest_ms = 7'258'118'400'000;  // 2200-01-01

/// Digits with at most one point between them, a minus before them or not.
bool is_plain_decimal(std::string_view text) {
    text.remove_prefix(text.starts_with('-') ? 1 : 0);
    const std::size_t point = text.find('.');
    const auto digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return point == std::string_view::npos
               ? digits(text)
               : digits(text.substr(0, point)) && digits(text.substr(point + 1));
}

}  // namespace

std::string to_string(const FieldFault& fault) {
    std::string text;
    if (!fault.value.empty()) {
        text = in_quotes(fault.value) + ' ';
    }
    text += fault.wrong;
    if (!fault.about.empty()) {
        text += ' ';
        text += fault.about;
    }
    return text;
}

void JsonFields::note_json(simdjson::error_code code, std::string_view field) {
    note({field, {}, "not the expected JSON:", simdjson::error_message(code)});
}

void JsonFields::note_decimal(std::string_view letters, std::string_view field,
                              const Instrument& rules) {
    if (is_plain_decimal(letters)) {
        note({field, letters, "has too many decimals for", rules.symbol});
    } else {
        note({field, letters, "is not a number", {}});
    }
}

Timestamp JsonFields::time_ms(Object& parent, std::string_view field) {
    std::int64_t ms = 0;
    if (!good() || !passes(parent[field].get_int64().get(ms), field)) {
        return {};
    }
    if (ms <= 0 || ms > latest_ms) {
        note({field, {}, "not milliseconds of a time between 1970 and 2200", {}});
        return {};
    }
    return Timestamp() + milliseconds(ms);
}

Side JsonFields::side(Object& parent, std::string_view field) {
    const std::string_view letters = text(parent, field);
    if (good() && letters != "A" && letters != "B") {
        note({field, letters, "is no side", {}});
    }
    return letters == "B" ? Side::bid : Side::ask;
}

Ticks JsonFields::price_of(std::string_view letters, std::string_view field,
                           const Instrument& rules) {
    const auto value = parse_decimal(letters, rules.price_decimals);
    if (!value) {
        note_decimal(letters, field, rules);
        return {};
    }
    if (*value <= 0) {
        note({field, letters, "is not a positive price", {}});
    }
    return Ticks(*value);
}

Lots JsonFields::size_of(std::string_view letters, std::string_view field,
                         const Instrument& rules) {
    const auto value = parse_decimal(letters, rules.size_decimals);
    if (!value) {
        note_decimal(letters, field, rules);
        return {};
    }
    if (*value < 0) {
        note({field, letters, "is a negative size", {}});
    }
    return Lots(*value);
}

Lots JsonFields::position(Object& parent, std::string_view field, const Instrument& rules) {
    const std::string_view letters = text(parent, field);
    const auto value = parse_decimal(letters, rules.size_decimals);
    if (!value) {
        note_decimal(letters, field, rules);
    }
    return Lots(value.value_or(0));
}

double JsonFields::amount_of(std::string_view letters, std::string_view field) {
    double value = 0.0;
    const char* const end = letters.data() + letters.size();
    if (!is_plain_decimal(letters) ||
        std::from_chars(letters.data(), end, value).ec != std::errc()) {
        note({field, letters, "is not a number", {}});
    }
    return value;
}

bool JsonFields::has(Object& parent, std::string_view field, Value& value) {
    if (!good()) {
        return false;
    }
    const auto code = parent[field].get(value);
    if (code == simdjson::NO_SUCH_FIELD) {
        return false;
    }
    return passes(code, field) && !value.is_null();
}

bool JsonFields::has_text(Object& parent, std::string_view field, std::string_view& letters) {
    Value value;
    return has(parent, field, value) && passes(value.get_string().get(letters), field);
}

bool JsonFields::is_set(Object& parent, std::string_view field) {
    Value value;
    bool truth = false;
    return has(parent, field, value) && passes(value.get_bool().get(truth), field) && truth;
}

double JsonFields::amount_or(Object& parent, std::string_view field, double fallback) {
    std::string_view letters;
    return has_text(parent, field, letters) ? amount_of(letters, field) : fallback;
}

std::uint64_t JsonFields::number_or(Object& parent, std::string_view field,
                                    std::uint64_t fallback) {
    Value value;
    std::uint64_t number = fallback;
    if (has(parent, field, value)) {
        passes(value.get_uint64().get(number), field);
    }
    return number;
}

}  // namespace maxmin::market
