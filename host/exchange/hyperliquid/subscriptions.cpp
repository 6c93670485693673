#include "host/exchange/hyperliquid/subscriptions.hpp"

#include <array>

#include "host/base/error.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

constexpr std::size_t subscriptions_most = 1000;  // of an IP address, over all connections
constexpr std::array user_streams{"orderUpdates", "userFills", "userFundings"};

std::string subscription(const char* type, const std::string& coin, const std::string& more = {}) {
    return std::string(R"({"type":")") + type + R"(","coin":")" + coin + "\"" + more + "}";
}

std::string book_options(const ExchangeConfig& config) {
    std::string options = config.book_fast ? R"(,"fast":true)" : "";
    if (config.book_significant_figures > 0) {
        options += R"(,"nSigFigs":)" + std::to_string(config.book_significant_figures);
    }
    return options;
}

}  // namespace

std::vector<MarketSocket> plan_market_sockets(std::span<const market::Instrument> instruments,
                                              const ExchangeConfig& config) {
    if (config.book_significant_figures == 1) {
        throw InputError({.field = "exchange.book_significant_figures",
                          .wrong = "1 figure",
                          .right = "2 to 5, or 0 for the full book"});
    }
    constexpr std::size_t assets_most = (subscriptions_most - user_streams.size()) / streams;
    if (instruments.size() > assets_most) {
        throw InputError({.field = "assets",
                          .wrong = std::to_string(instruments.size()) + " assets with " +
                                   std::to_string(streams) + " streams each",
                          .right = "at most " + std::to_string(assets_most) +
                                   ": the venue gives one IP address " +
                                   std::to_string(subscriptions_most) + " streams in all"});
    }
    const auto coins_a_socket =
        static_cast<std::size_t>(config.subscriptions_a_connection) / streams;
    const std::size_t needed = coins_a_socket == 0
                                   ? instruments.size() + 1
                                   : (instruments.size() + coins_a_socket - 1) / coins_a_socket;
    // One more carries the account's streams and the orders.
    if (needed + 1 > static_cast<std::size_t>(config.connections_max)) {
        throw InputError({.field = "exchange.connections_max",
                          .wrong = std::to_string(instruments.size()) + " assets need " +
                                   std::to_string(needed + 1) + " connections",
                          .right = "fewer assets, or more connections"});
    }
    std::vector<MarketSocket> sockets(needed);
    const std::size_t share = needed == 0 ? 1 : (instruments.size() + needed - 1) / needed;
    const std::string options = book_options(config);
    for (std::size_t i = 0; i < instruments.size(); ++i) {
        const std::string& coin = instruments[i].symbol;
        MarketSocket& socket = sockets[i / share];
        socket.assets.push_back(static_cast<AssetIndex>(i));
        socket.subscriptions.push_back(subscription("bbo", coin));
        socket.subscriptions.push_back(subscription("l2Book", coin, options));
        socket.subscriptions.push_back(subscription("trades", coin));
    }
    std::erase_if(sockets, [](const MarketSocket& socket) { return socket.assets.empty(); });
    return sockets;
}

std::vector<std::string> user_subscriptions(const std::string& account) {
    std::vector<std::string> made;
    for (const char* type : user_streams) {
        made.push_back(std::string(R"({"type":")") + type + R"(","user":")" + account + R"("})");
    }
    return made;
}

}  // namespace maxmin::exchange::hyperliquid
