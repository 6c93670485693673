// Client order ids: 128 bits chosen by us, "0x" and 32 digits. The upper half is a prefix that
// marks orders as ours (one per instance), the lower half is the engine's order id. A cloid has to
// be unique among the open orders only, and order ids never repeat.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/gateway/messages.hpp"

namespace maxmin::wire::hyperliquid {

struct Cloid {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    auto operator<=>(const Cloid&) const = default;
};

class CloidPrefix {
  public:
    explicit constexpr CloidPrefix(std::uint64_t bits) : bits_(bits) {}

    constexpr Cloid of(gateway::OrderId id) const {
        return {bits_, static_cast<std::uint64_t>(id)};
    }
    /// Empty for an order of someone else.
    constexpr std::optional<gateway::OrderId> order_id(const Cloid& cloid) const {
        return cloid.high == bits_ ? std::optional(gateway::OrderId{cloid.low}) : std::nullopt;
    }
    constexpr std::uint64_t bits() const { return bits_; }

  private:
    std::uint64_t bits_;
};

void append(std::string& out, const Cloid& cloid);
std::string to_string(const Cloid& cloid);
/// Empty unless the text is "0x" and exactly 32 hexadecimal digits.
std::optional<Cloid> parse_cloid(std::string_view text);

}  // namespace maxmin::wire::hyperliquid
