#include "tests/fuzz/targets.hpp"

#include <array>
#include <cmath>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "host/exchange/hyperliquid/reply_codec.hpp"
#include "host/wire/hyperliquid/encode.hpp"
#include "host/wire/hyperliquid/error_text.hpp"
#include "host/wire/hyperliquid/parse_request.hpp"
#include "tests/fuzz/checking_handler.hpp"

namespace maxmin::fuzz {
namespace {

namespace wire = wire::hyperliquid;

constexpr std::array<Target, 5> all_targets = {{
    {"frame", run_frame, frame_corpus},
    {"http_reply", run_http_reply, http_reply_corpus},
    {"exchange_reply", run_exchange_reply, exchange_reply_corpus},
    {"request", run_request, request_corpus},
    {"text", run_text, text_corpus},
}};

void check_account(const AccountState& state) {
    require(std::isfinite(state.value_usd), "an account's value is a number");
    require(state.time > Timestamp(), "a state has a time");
    for (const Position& position : state.positions) {
        require(std::isfinite(position.margin_usd), "a position's margin is a number");
    }
}

void check_listings(const std::vector<Listing>& listings) {
    for (const Listing& listing : listings) {
        require(listing.size_decimals >= 0 && listing.size_decimals <= 8,
                "sizes have 0 to 8 decimals");
        require(listing.leverage_max >= 1, "leverage is at least 1");
    }
}

/// Text without a leading "0x" that is a number in another program's eyes.
void check_hex(std::string_view text) {
    std::array<std::uint8_t, 20> bytes{};
    if (wire::parse_short_hex(text, bytes)) {
        const std::string again = wire::to_hex(bytes).substr(2);
        std::string digits(text.substr(2));
        for (char& letter : digits) {
            letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        }
        require(again.ends_with(digits), "hexadecimal digits come back");
    }
    if (const auto number = wire::parse_hex_number(text)) {
        require(std::stoull(std::string(text), nullptr, 16) == *number, "the number is strtoull's");
    }
}

void check_decimal(std::string_view text) {
    const auto value = market::parse_decimal(text, 8);
    const auto kept = wire::DecimalText::from(text);
    if (value && kept) {
        const wire::DecimalText printed(*value, 8);
        require(market::parse_decimal(printed.view(), 8) == value, "a printed decimal comes back");
        require(!printed.view().ends_with('.'), "no point at the end");
    }
}

}  // namespace

std::span<const Target> targets() {
    return all_targets;
}

void run_frame(std::string_view input) {
    static CheckingHandler handler;
    static FrameCodec codec(coins(), handler);
    const simdjson::padded_string padded(input.data(), input.size());
    const FrameCounts before = codec.counts();
    const FrameResult result = codec.decode(padded, Timestamp(1));
    const FrameCounts& after = codec.counts();
    require(after.frames == before.frames + 1, "every frame is counted");
    require((result == FrameResult::refused) == (after.refusals > before.refusals),
            "a refusal is counted");
    require(result != FrameResult::refused || !codec.last_refusal().wrong.empty(),
            "a refusal has its reason");
}

void run_http_reply(std::string_view input) {
    static ReplyCodec codec(coins());
    if (input.empty()) {
        return;
    }
    const std::string_view body = input.substr(1);
    bool decoded = true;
    switch (input[0]) {
        case 'm':
            if (const auto listings = codec.meta(body)) {
                check_listings(*listings);
            }
            break;
        case 's':
            if (const auto listings = codec.spot_meta(body)) {
                check_listings(*listings);
            }
            break;
        case 'c':
            decoded = codec.meta_and_contexts(body).has_value();
            break;
        case 'i':
            decoded = codec.mids(body).has_value();
            break;
        case 'b':
            if (const auto event = codec.book(body)) {
                check_levels(codec.levels().bids());
                check_levels(codec.levels().asks());
            }
            break;
        case 'o':
            if (const auto orders = codec.open_orders(body)) {
                for (const OrderView& order : *orders) {
                    check_order(order);
                }
            }
            break;
        case 'q':
            decoded = codec.order_status(body).has_value();
            break;
        case 'f':
            if (const auto fills = codec.fills(body)) {
                for (const Fill& fill : *fills) {
                    check_fill(fill);
                }
            }
            break;
        case 'a':
            if (const auto state = codec.account(body)) {
                check_account(*state);
            }
            break;
        case 'e':
            decoded = codec.fee_rates(body).has_value();
            break;
        case 'l':
            decoded = codec.allowance(body).has_value();
            break;
        case 'g':
            decoded = codec.agents(body).has_value();
            break;
        case 'r':
            decoded = codec.role(body).has_value();
            break;
        default:
            return;
    }
    require(decoded || !codec.fault().wrong.empty(), "a refusal has its reason");
}

void run_exchange_reply(std::string_view input) {
    static ReplyCodec codec(coins());
    const auto reply = codec.exchange(input);
    if (!reply) {
        require(!codec.fault().wrong.empty(), "a refusal has its reason");
        return;
    }
    require(reply->accepted || reply->items.empty(), "a refused action has no items");
    for (std::size_t sent = 0; sent < 3; ++sent) {
        for (std::size_t i = 0; i < sent; ++i) {
            const ReplyItem* const item = reply->item(i, sent);
            require(item == nullptr || reply->items.size() == sent || reply->items.size() == 1,
                    "an item stands for one order or for all");
        }
    }
}

void run_request(std::string_view input) {
    std::string why;
    const auto request = wire::parse_request(input, why);
    require(request.has_value() == why.empty(), "a refused request has its reason");
    if (!request) {
        return;
    }
    std::string text;
    wire::append_json(text, request->action);
    std::vector<std::uint8_t> msgpack;
    wire::append_msgpack(msgpack, request->action);
    const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    require(!json.is_discarded(), "what is written is JSON");
    require(msgpack == nlohmann::ordered_json::to_msgpack(json), "both encodings say the same");
    static_cast<void>(wire::signer_of(*request, wire::Network::testnet));
}

void run_text(std::string_view input) {
    if (input.empty()) {
        return;
    }
    const std::string_view text = input.substr(1);
    switch (input[0]) {
        case 'c':
            if (const auto cloid = wire::parse_cloid(text)) {
                require(wire::parse_cloid(wire::to_string(*cloid)) == cloid, "a cloid comes back");
            }
            break;
        case 'a':
            if (const auto address = wire::parse_address(text)) {
                require(wire::parse_address(wire::to_string(*address)) == address,
                        "an address comes back");
            }
            break;
        case 'h':
            check_hex(text);
            break;
        case 'd':
            check_decimal(text);
            break;
        case 'e':
            static_cast<void>(wire::reason_of_refusal(text));
            static_cast<void>(wire::fate_of(text));
            break;
        default:
            break;
    }
}

}  // namespace maxmin::fuzz
