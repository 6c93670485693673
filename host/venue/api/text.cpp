#include "host/venue/api/text.hpp"

#include <array>
#include <cmath>
#include <cstdio>

#include "host/base/random.hpp"
#include "host/wire/hyperliquid/error_text.hpp"
#include "host/wire/hyperliquid/hex.hpp"

namespace maxmin::venue::api {

std::string reply_decimal(std::int64_t value, int decimals) {
    std::string text = market::format_decimal(value, decimals);
    if (text.find('.') == std::string::npos) {
        text += ".0";
    }
    return text;
}

std::string reply_number(double value) {
    char letters[64];
    const int length = std::snprintf(letters, sizeof letters, "%.10f", value);
    std::string text(letters, static_cast<std::size_t>(length));
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text += '0';
    }
    return text == "-0.0" ? "0.0" : text;
}

std::string allowance_text(std::int64_t used, std::int64_t limit, double volume_usd) {
    using wire::hyperliquid::Refusal;
    return std::string(wire::hyperliquid::text_of(Refusal::request_allowance).text) + "(" +
           std::to_string(used) + " > " + std::to_string(limit) +
           ") for cumulative volume traded $" + reply_number(volume_usd) +
           ". Place taker orders to free up 1 request per USDC traded.";
}

std::string hash_text(ActionHash hash) {
    std::array<std::uint8_t, 32> bytes{};
    if (hash != ActionHash::none) {
        RandomStream stream(static_cast<std::uint64_t>(hash));
        for (std::uint8_t& byte : bytes) {
            byte = static_cast<std::uint8_t>(stream.next() >> 56U);
        }
    }
    return wire::hyperliquid::to_hex(bytes);
}

}  // namespace maxmin::venue::api
