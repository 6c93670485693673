#include "host/exchange/hyperliquid/network.hpp"

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/exchange/hyperliquid/subscriptions.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

using wire::hyperliquid::Network;

TEST(Network, OnlyTheExactAddressSignsForMainnetAndOnlyIfAllowed) {
    EXPECT_EQ(network_of("https://api.hyperliquid.xyz", true), Network::mainnet);
    EXPECT_THROW(network_of("https://api.hyperliquid.xyz", false), InputError);
    for (const char* other :
         {"https://api.hyperliquid.xyz/", "http://api.hyperliquid.xyz", "http://localhost:3001",
          "https://api.hyperliquid-testnet.xyz", "https://API.hyperliquid.xyz"}) {
        EXPECT_EQ(network_of(other, true), Network::testnet) << other;
        EXPECT_EQ(network_of(other, false), Network::testnet) << other;
    }
}

TEST(Network, SocketsFollowFromTheAddress) {
    EXPECT_EQ(socket_url("https://api.hyperliquid.xyz"), "wss://api.hyperliquid.xyz/ws");
    EXPECT_EQ(socket_url("http://localhost:3001"), "ws://localhost:3001/ws");
    EXPECT_EQ(socket_url("http://localhost:3001/"), "ws://localhost:3001/ws");
}

std::vector<market::Instrument> coins(std::size_t count) {
    std::vector<market::Instrument> made(count);
    for (std::size_t i = 0; i < count; ++i) {
        made[i].symbol.append(1, 'C').append(std::to_string(i));
    }
    return made;
}

TEST(MarketSockets, HoldEveryStreamOnceWithinTheLimit) {
    ExchangeConfig config;
    config.subscriptions_a_connection = 200;
    for (const std::size_t count : {1u, 66u, 67u, 200u, 332u}) {
        const auto sockets = plan_market_sockets(coins(count), config);
        std::size_t streams_planned = 0;
        std::vector<bool> seen(count);
        for (const MarketSocket& socket : sockets) {
            EXPECT_LE(socket.subscriptions.size(), 200u);
            EXPECT_EQ(socket.subscriptions.size(), socket.assets.size() * streams);
            streams_planned += socket.subscriptions.size();
            for (const AssetIndex asset : socket.assets) {
                EXPECT_FALSE(seen[static_cast<std::size_t>(asset)]);
                seen[static_cast<std::size_t>(asset)] = true;
            }
        }
        EXPECT_EQ(streams_planned, count * streams);
    }
    config.connections_max = 6;  // one of them for the account
    EXPECT_THROW(plan_market_sockets(coins(332), config), InputError);
}

TEST(MarketSockets, AnAddressHasAThousandStreamsHoweverManySockets) {
    EXPECT_EQ(plan_market_sockets(coins(332), {}).size(), 1u);
    try {
        plan_market_sockets(coins(333), {});
        FAIL() << "planned 333 x 3 streams and 3 of the account's";
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("at most 332"), std::string::npos) << error.what();
    }
}

TEST(MarketSockets, TheBooksCadenceIsTheConfigurations) {
    ExchangeConfig config;
    config.book_fast = true;
    EXPECT_EQ(plan_market_sockets(coins(1), config)[0].subscriptions[1],
              R"({"type":"l2Book","coin":"C0","fast":true})");
    config.book_fast = false;
    config.book_significant_figures = 4;
    EXPECT_EQ(plan_market_sockets(coins(1), config)[0].subscriptions[1],
              R"({"type":"l2Book","coin":"C0","nSigFigs":4})");
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
