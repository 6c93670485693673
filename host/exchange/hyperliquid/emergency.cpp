#include "host/exchange/hyperliquid/emergency.hpp"

#include <chrono>
#include <thread>

#include "host/base/error.hpp"
#include "host/exchange/hyperliquid/startup.hpp"
#include "host/exchange/transport/http.hpp"

namespace maxmin::exchange::hyperliquid {

namespace wire = maxmin::wire::hyperliquid;

namespace {

/// How long a signed action may still be executed.
constexpr Duration action_life = seconds(4);

Timestamp wall_time() {
    using namespace std::chrono;
    return Timestamp(
        duration_cast<std::chrono::nanoseconds>(system_clock::now().time_since_epoch()).count());
}

}  // namespace

EmergencyVenue::EmergencyVenue(EmergencySetup setup)
    : setup_(std::move(setup)), writer_(setup_.signer, setup_.network) {
    const auto none = SymbolTable::of({});
    ReplyCodec codec(none);
    const auto listings = codec.meta(ask_once(setup_.tls, setup_.config, R"({"type":"meta"})"));
    if (!listings) {
        throw InputError({.field = "exchange.url", .wrong = "the venue's meta cannot be read"});
    }
    for (const Listing& listing : *listings) {
        markets_.instruments.push_back(market::hyperliquid_instrument(
            listing.coin, listing.size_decimals, market::AssetType::perp,
            std::max(listing.leverage_max, 1)));
        markets_.ids.push_back(listing.id);
    }
    coins_.emplace(SymbolTable::of(markets_.instruments));
    codec_.emplace(*coins_);
}

std::string EmergencyVenue::reads_as() const {
    return to_string(setup_.vault.value_or(setup_.account));
}

/// Empty where the venue does not answer.
std::string EmergencyVenue::ask(std::string_view type) {
    try {
        return ask_once(
            setup_.tls, setup_.config,
            R"({"type":")" + std::string(type) + R"(","user":")" + reads_as() + R"("})");
    } catch (const InputError&) {
        return {};
    }
}

std::optional<std::vector<OrderView>> EmergencyVenue::open_orders() {
    auto orders = codec_->open_orders(ask("frontendOpenOrders"));
    if (orders && setup_.only) {
        std::erase_if(*orders, [&](const OrderView& order) {
            return !order.cloid || !setup_.only->order_id(*order.cloid);
        });
    }
    return orders;
}

std::optional<std::vector<Position>> EmergencyVenue::positions() {
    const auto state = codec_->account(ask("clearinghouseState"));
    return state ? std::optional(
                       std::vector<Position>(state->positions.begin(), state->positions.end()))
                 : std::nullopt;
}

bool EmergencyVenue::act(const wire::Action& action, EmergencyResult& result) {
    const Timestamp now = wall_time();
    const auto nonce = setup_.nonces.next(now);
    if (!nonce) {
        result.trouble = "no nonce can be kept on disk";
        return false;
    }
    wire::ActionTerms terms{.nonce = *nonce, .vault = setup_.vault};
    // A cancel never expires: late it does no harm, and it must work when our clock is wrong.
    const bool cancels = std::holds_alternative<wire::CancelAction>(action);
    if (!cancels) {
        terms.expires_after_ms = static_cast<std::uint64_t>((now + action_life).ns() / 1'000'000);
    }
    boost::asio::io_context io;
    transport::HttpConfig settings;
    settings.timeout = action_life;
    transport::HttpClient client(io, setup_.tls, transport::parse_endpoint(setup_.config.url),
                                 settings);
    transport::HttpReply answer;
    client.post({.target = "/exchange",
                 .body = std::string(writer_.write(action, terms)),
                 .idempotent = false},
                [&](transport::HttpReply& reply) { answer = std::move(reply); });
    io.run();
    const auto reply = answer.status == 200 ? codec_->exchange(answer.body) : std::nullopt;
    if (reply && reply->accepted) {
        for (const ReplyItem& item : reply->items) {
            result.trouble = item.error.empty() ? result.trouble : std::string(item.error);
        }
        return true;
    }
    const bool may_happen = answer.sent && fate_of_status(answer.status) != HttpFate::not_executed;
    if (reply) {
        result.trouble = reply->error;
    } else if (answer.status != 0) {
        result.trouble = "HTTP " + std::to_string(answer.status);
    } else {
        result.trouble = std::string(answer.failure.where) + ": " + answer.failure.error.message();
    }
    if (!reply && may_happen && !cancels) {
        while (wall_time() <= now + action_life) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    return false;
}

EmergencyResult EmergencyVenue::cancel_all(int attempts) {
    EmergencyResult result;
    while (true) {
        const auto orders = open_orders();
        if (orders) {
            result.left = static_cast<int>(orders->size());
            result.done = orders->empty();
        } else {
            result.trouble = "open orders cannot be read";
        }
        if (result.done || result.attempts == attempts) {
            return result;
        }
        ++result.attempts;
        wire::CancelAction action;
        for (std::size_t i = 0; orders && i < orders->size(); ++i) {
            const OrderView& order = (*orders)[i];
            action.cancels.push_back(
                {markets_.ids[static_cast<std::size_t>(order.asset)], order.oid});
            const bool full =
                static_cast<int>(action.cancels.size()) == setup_.config.items_an_action;
            if (full || i + 1 == orders->size()) {
                result.sent += static_cast<int>(action.cancels.size());
                act(action, result);
                action.cancels.clear();
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(200));  // some blocks
    }
}

std::optional<std::vector<Mid>> EmergencyVenue::mids() {
    try {
        return codec_->mids(ask_once(setup_.tls, setup_.config, R"({"type":"allMids"})"));
    } catch (const InputError&) {
        return std::nullopt;
    }
}

/// Empty for a coin without a price.
std::optional<wire::Order> EmergencyVenue::closing(const Position& position,
                                                   const std::vector<Mid>& mids,
                                                   double slippage) const {
    const auto asset = static_cast<std::size_t>(position.asset);
    const auto& rules = markets_.instruments[asset];
    const bool buys = position.lots < Lots(0);
    double mid = 0.0;
    for (const Mid& one : mids) {
        mid = one.asset == position.asset ? one.usd : mid;
    }
    const Ticks limit =
        buys ? rules.floor_price(mid * (1.0 + slippage)) : rules.ceil_price(mid * (1.0 - slippage));
    if (!(mid > 0.0) || limit <= Ticks(0)) {
        return std::nullopt;
    }
    wire::Order order;
    order.asset = markets_.ids[asset];
    order.is_buy = buys;
    order.price = wire::price_text(limit, rules);
    order.size = wire::size_text(buys ? Lots(0) - position.lots : position.lots, rules);
    order.reduce_only = true;
    order.type = wire::LimitType{wire::Tif::ioc};
    return order;
}

EmergencyResult EmergencyVenue::flatten(double slippage, int attempts) {
    EmergencyResult result;
    while (true) {
        const auto held = positions();
        if (held) {
            result.left = static_cast<int>(held->size());
            result.done = held->empty();
        } else {
            result.trouble = "positions cannot be read";
        }
        if (result.done || result.attempts == attempts) {
            return result;
        }
        ++result.attempts;
        const auto prices = mids();
        for (std::size_t i = 0; held && prices && i < held->size(); ++i) {
            // Alone: one refusal must not take the others along.
            if (const auto order = closing((*held)[i], *prices, slippage)) {
                wire::OrderAction action;
                action.orders.push_back(*order);
                ++result.sent;
                act(action, result);
            } else {
                result.trouble = "a held coin has no price";
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

}  // namespace maxmin::exchange::hyperliquid
