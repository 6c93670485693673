// Typed fields out of JSON objects, for messages whose errors are expected: the first field that is
// missing or malformed is remembered with what was wrong about it. Nothing throws or allocates, no
// value is ever made up. simdjson's DOM, which checks the whole text first: its On-Demand front end
// (3.0) may do anything at all on broken text, as fuzzing showed, and sockets do break texts.
#pragma once

#include <string>
#include <string_view>

#include <simdjson.h>

#include "host/base/time.hpp"
#include "host/market/instrument.hpp"

namespace maxmin::market {

/// Texts point into the message, the instrument, or the program.
struct FieldFault {
    std::string_view field;
    std::string_view value;  // as it stands in the message; empty where there is none
    std::string_view wrong;  // empty: no fault
    std::string_view about;  // what else `wrong` speaks of
};
/// "'36.935' has too many decimals for SOL"
std::string to_string(const FieldFault& fault);

class JsonFields {
  public:
    using Object = simdjson::dom::object;
    using Array = simdjson::dom::array;
    using Value = simdjson::dom::element;

    bool good() const { return fault_.wrong.empty(); }
    const FieldFault& fault() const { return fault_; }
    /// Before a new message, or the next item of a list.
    void clear() { fault_ = {}; }
    /// Keeps the first fault only.
    void note(const FieldFault& fault) {
        if (good()) {
            fault_ = fault;
        }
    }
    /// True if `code` is no error.
    bool passes(simdjson::error_code code, std::string_view field) {
        if (code != simdjson::SUCCESS) [[unlikely]] {
            note_json(code, field);
        }
        return code == simdjson::SUCCESS;
    }

    [[nodiscard]] bool object(Object& parent, std::string_view field, Object& child) {
        return good() && passes(parent[field].get_object().get(child), field);
    }
    [[nodiscard]] bool object_of(Value& value, std::string_view field, Object& child) {
        return good() && passes(value.get_object().get(child), field);
    }
    [[nodiscard]] bool array_of(Value& value, std::string_view field, Array& array) {
        return good() && passes(value.get_array().get(array), field);
    }
    [[nodiscard]] bool value(Object& parent, std::string_view field, Value& child) {
        return good() && passes(parent[field].get(child), field);
    }
    /// Hands the items of an array to `take(Value&)` for as long as it returns true.
    template <typename Take>
    void each(Object& parent, std::string_view field, Take take) {
        Array array;
        if (good() && passes(parent[field].get_array().get(array), field)) {
            each_of(array, take);
        }
    }
    template <typename Take>
    void each_of(Array& array, Take take) {
        for (Value item : array) {
            if (!take(item)) {
                return;
            }
        }
    }
    /// Hands names and texts of an object to `take(name, letters)` while there is no fault.
    template <typename Take>
    void each_text(Object& object, std::string_view field, Take take) {
        for (const auto& [name, value] : object) {
            std::string_view letters;
            if (!passes(value.get_string().get(letters), field)) {
                return;
            }
            take(name, letters);
            if (!good()) {
                return;
            }
        }
    }
    std::string_view text(Object& parent, std::string_view field) {
        std::string_view letters;
        if (good()) {
            passes(parent[field].get_string().get(letters), field);
        }
        return letters;
    }
    std::uint64_t number(Object& parent, std::string_view field) {
        std::uint64_t number = 0;
        if (good()) {
            passes(parent[field].get_uint64().get(number), field);
        }
        return number;
    }
    bool truth(Object& parent, std::string_view field) {
        bool truth = false;
        if (good()) {
            passes(parent[field].get_bool().get(truth), field);
        }
        return truth;
    }
    /// Unix milliseconds between 1970 and 2200.
    Timestamp time_ms(Object& parent, std::string_view field);
    /// "B" or "A".
    Side side(Object& parent, std::string_view field);
    /// Exact and positive.
    Ticks price(Object& parent, std::string_view field, const Instrument& rules) {
        return price_of(text(parent, field), field, rules);
    }
    /// Exact and not negative.
    Lots size(Object& parent, std::string_view field, const Instrument& rules) {
        return size_of(text(parent, field), field, rules);
    }
    /// Exact and signed.
    Lots position(Object& parent, std::string_view field, const Instrument& rules);
    /// An amount, rate or average: a plain decimal of any length, since such texts can carry the
    /// noise of a binary float. The nearest double.
    double amount(Object& parent, std::string_view field) {
        return amount_of(text(parent, field), field);
    }

    // Of an optional field; false if it is absent or null.
    bool has(Object& parent, std::string_view field, Value& value);
    bool has_text(Object& parent, std::string_view field, std::string_view& letters);
    /// Absent means false.
    bool is_set(Object& parent, std::string_view field);
    /// `fallback` where the field is absent or null.
    double amount_or(Object& parent, std::string_view field, double fallback);
    std::uint64_t number_or(Object& parent, std::string_view field, std::uint64_t fallback);

    Ticks price_of(std::string_view letters, std::string_view field, const Instrument& rules);
    Lots size_of(std::string_view letters, std::string_view field, const Instrument& rules);
    double amount_of(std::string_view letters, std::string_view field);

  private:
    void note_json(simdjson::error_code code, std::string_view field);
    void note_decimal(std::string_view letters, std::string_view field, const Instrument& rules);

    FieldFault fault_;
};

}  // namespace maxmin::market
