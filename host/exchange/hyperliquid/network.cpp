#include "host/exchange/hyperliquid/network.hpp"

#include "host/base/error.hpp"

namespace maxmin::exchange::hyperliquid {

wire::hyperliquid::Network network_of(const std::string& url, bool mainnet_allowed) {
    if (url != mainnet_url) {
        return wire::hyperliquid::Network::testnet;
    }
    if (!mainnet_allowed) {
        throw InputError({.field = "exchange.url",
                          .wrong = "'" + url + "' trades real money",
                          .right = "--mainnet on the command line as well, or another address"});
    }
    return wire::hyperliquid::Network::mainnet;
}

std::string socket_url(const std::string& url) {
    const bool slash = !url.empty() && url.back() == '/';
    return "ws" + url.substr(4) + (slash ? "ws" : "/ws");
}

}  // namespace maxmin::exchange::hyperliquid
