#include "host/app/venue_access.hpp"

#include "host/base/hash.hpp"
#include "host/exchange/hyperliquid/startup.hpp"
#include "host/exchange/transport/endpoint.hpp"

namespace maxmin::app {

std::filesystem::path state_folder_of(const config::Loaded& loaded) {
    return loaded.folder / loaded.config.live.state_folder;
}

wire::hyperliquid::CloidPrefix order_prefix(const config::Loaded& loaded) {
    Hasher hasher;
    hasher.add_text(loaded.config.live.order_tag);
    return wire::hyperliquid::CloidPrefix(hasher.value());
}

std::vector<exchange::hyperliquid::ExpectedMarket> expected_markets(const engine::Config& config) {
    std::vector<exchange::hyperliquid::ExpectedMarket> expected;
    for (const engine::AssetConfig& asset : config.assets) {
        expected.push_back({.coin = asset.symbol, .size_decimals = asset.sz_decimals});
    }
    return expected;
}

std::optional<boost::asio::ssl::context> make_tls(const exchange::ExchangeConfig& config) {
    if (!exchange::transport::parse_endpoint(config.url).tls) {
        return std::nullopt;
    }
    return exchange::transport::make_tls_context(
        {.verify = config.tls_verify, .ca_file = config.ca_file});
}

wire::hyperliquid::Signer run_signer(const config::Loaded& loaded) {
    exchange::ExchangeConfig config = loaded.config.exchange;
    if (!config.key_file.empty()) {
        config.key_file = (loaded.folder / config.key_file).string();
    }
    return exchange::hyperliquid::signer_of(config);
}

std::filesystem::path nonce_file(const std::filesystem::path& state_folder,
                                 const wire::hyperliquid::Signer& signer) {
    return state_folder / ("nonces-" + to_string(signer.address()));
}

}  // namespace maxmin::app
