// Takes typed fields out of a JSON object and remembers the first that was missing or of the wrong
// type; what it returns after that is of no use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "host/wire/hyperliquid/address.hpp"
#include "host/wire/hyperliquid/cloid.hpp"
#include "host/wire/hyperliquid/decimal_text.hpp"
#include "host/wire/hyperliquid/words.hpp"

namespace maxmin::wire::hyperliquid {

class FieldReader {
  public:
    using Json = nlohmann::ordered_json;

    FieldReader(const Json& object, std::string& fault) : object_(object), fault_(fault) {
        if (!object.is_object()) {
            note("", "expected an object");
        }
    }

    bool good() const { return fault_.empty(); }
    std::string& fault() { return fault_; }
    void note(std::string_view name, std::string_view wrong) {
        if (fault_.empty()) {
            fault_ =
                name.empty() ? std::string(wrong) : std::string(name) + ": " + std::string(wrong);
        }
    }

    /// Null if absent or null in the text.
    const Json* find(std::string_view name) const {
        if (!object_.is_object()) {
            return nullptr;
        }
        const auto found = object_.find(name);
        return found == object_.end() || found->is_null() ? nullptr : &*found;
    }
    const Json& need(std::string_view name) {
        static const Json absent;
        const Json* const found = find(name);
        if (found == nullptr) {
            note(name, "missing field");
        }
        return found == nullptr ? absent : *found;
    }

    bool truth(std::string_view name) {
        const Json& value = need(name);
        if (!value.is_boolean()) {
            note(name, "expected a boolean");
            return false;
        }
        return value.get<bool>();
    }
    bool truth_or_false(std::string_view name) { return find(name) != nullptr && truth(name); }
    std::uint64_t number(std::string_view name, std::uint64_t largest = UINT64_MAX) {
        const Json& value = need(name);
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largest) {
            note(name, "expected an unsigned integer");
            return 0;
        }
        return value.get<std::uint64_t>();
    }
    std::optional<std::uint64_t> number_if_set(std::string_view name) {
        return find(name) == nullptr ? std::nullopt : std::optional(number(name));
    }
    std::int64_t signed_number(std::string_view name) {
        const Json& value = need(name);
        const bool too_large = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
        if (!value.is_number_integer() || too_large) {
            note(name, "expected an integer");
            return 0;
        }
        return value.get<std::int64_t>();
    }
    std::string_view text(std::string_view name) {
        const auto* const letters = need(name).get_ptr<const std::string*>();
        if (letters == nullptr) {
            note(name, "expected a string");
        }
        return letters == nullptr ? std::string_view() : *letters;
    }
    AssetId asset(std::string_view name) {
        return AssetId{std::uint32_t(number(name, UINT32_MAX))};
    }
    Address address(std::string_view name) {
        return parsed(name, parse_address(text(name)), "expected an address");
    }
    std::optional<Address> address_if_set(std::string_view name) {
        return find(name) == nullptr ? std::nullopt : std::optional(address(name));
    }
    Cloid cloid(std::string_view name) {
        return parsed(name, parse_cloid(text(name)), "expected 128 bits in hexadecimal");
    }
    DecimalText decimal(std::string_view name) {
        return parsed(name, DecimalText::from(text(name)), "expected a decimal number");
    }
    template <typename Choice, std::size_t Count>
    Choice choice(std::string_view name, const std::array<std::string_view, Count>& words) {
        return parsed(name, choice_of<Choice>(words, text(name)), "unknown variant");
    }
    const Json& list(std::string_view name) {
        const Json& value = need(name);
        if (!value.is_array()) {
            note(name, "expected an array");
        }
        return value;
    }

  private:
    template <typename Value>
    Value parsed(std::string_view name, const std::optional<Value>& value, std::string_view wrong) {
        if (!value) {
            note(name, wrong);
        }
        return value.value_or(Value{});
    }

    const Json& object_;
    std::string& fault_;
};

}  // namespace maxmin::wire::hyperliquid
