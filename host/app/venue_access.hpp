// What every command that talks to the configured venue needs: folder, keys, account, TLS. Files
// named in a configuration are relative to it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "host/config/loaded.hpp"
#include "host/exchange/hyperliquid/startup.hpp"
#include "host/exchange/transport/tls.hpp"
#include "host/wire/hyperliquid/cloid.hpp"
#include "host/wire/hyperliquid/signer.hpp"

namespace maxmin::app {

std::filesystem::path state_folder_of(const config::Loaded& loaded);
/// Marks the orders of this configuration's tag.
wire::hyperliquid::CloidPrefix order_prefix(const config::Loaded& loaded);
/// What a configuration believes of its assets' markets.
std::vector<exchange::hyperliquid::ExpectedMarket> expected_markets(const engine::Config& config);
/// Empty where the configured venue is plain HTTP.
std::optional<boost::asio::ssl::context> make_tls(const exchange::ExchangeConfig& config);
/// The run's key. Throws InputError.
wire::hyperliquid::Signer run_signer(const config::Loaded& loaded);
/// Where a signer's nonces are kept.
std::filesystem::path nonce_file(const std::filesystem::path& state_folder,
                                 const wire::hyperliquid::Signer& signer);

}  // namespace maxmin::app
