#include "host/app/second_way.hpp"

#include <cstdlib>

#include "host/app/venue_access.hpp"
#include "host/base/error.hpp"
#include "host/exchange/hyperliquid/network.hpp"
#include "host/exchange/hyperliquid/startup.hpp"

namespace maxmin::app {

namespace hyperliquid = exchange::hyperliquid;
namespace wire = maxmin::wire::hyperliquid;

namespace {

constexpr const char* key_variable = "MAXMIN_WATCHDOG_KEY";
constexpr double slippage = 0.05;  // what the venue's own market orders allow

wire::Signer second_signer(const config::Loaded& loaded) {
    const std::string& file = loaded.config.live.watchdog_key_file;
    if (!file.empty()) {
        return wire::Signer::from_file(loaded.folder / file);
    }
    return std::getenv(key_variable) != nullptr ? wire::Signer::from_environment(key_variable)
                                                : run_signer(loaded);
}

/// Whose orders they are: the configured account, or that of the run's own key.
wire::Address account_behind(const config::Loaded& loaded, const wire::Signer& signer) {
    const bool is_own_key = loaded.config.live.watchdog_key_file.empty();
    if (loaded.config.exchange.account.empty() && !is_own_key) {
        throw InputError({.file = loaded.file,
                          .field = "exchange.account",
                          .wrong = "is missing while live.watchdog_key_file is given",
                          .right = "the account that both keys trade for"});
    }
    return hyperliquid::account_of(loaded.config.exchange, signer);
}

live::EmergencyResult told(const hyperliquid::EmergencyResult& result, const char* what) {
    live::EmergencyResult out;
    out.done = result.done;
    out.explanation = std::to_string(result.sent) + " " + what + " sent in " +
                      std::to_string(result.attempts) + " rounds, " +
                      (result.done ? "the venue confirms that nothing is left"
                                   : std::to_string(result.left) + " are left");
    out.explanation += result.trouble.empty() ? "" : " (" + result.trouble + ")";
    return out;
}

}  // namespace

SecondWay::SecondWay(const config::Loaded& loaded)
    : loaded_(loaded), tls_(make_tls(loaded.config.exchange)), signer_(second_signer(loaded)) {
    const exchange::ExchangeConfig& config = loaded.config.exchange;
    const std::filesystem::path folder = state_folder_of(loaded);
    std::filesystem::create_directories(folder);
    nonces_ = std::make_unique<wire::NonceSource>(nonce_file(folder, signer_));
    venue_ = std::make_unique<hyperliquid::EmergencyVenue>(
        hyperliquid::EmergencySetup{.tls = tls_ ? &*tls_ : nullptr,
                                    .config = config,
                                    .account = account_behind(loaded, signer_),
                                    .vault = hyperliquid::vault_of(config),
                                    .signer = signer_,
                                    .network = hyperliquid::network_of(config.url, true),
                                    .nonces = *nonces_,
                                    .only = order_prefix(loaded)});
}

live::EmergencyResult SecondWay::cancel_all() {
    const hyperliquid::EmergencyResult result = venue_->cancel_all();
    live::EmergencyResult out = told(result, "cancels");
    out.orders_left = result.left;
    return out;
}

live::EmergencyResult SecondWay::flatten() {
    live::EmergencyResult cancelled = cancel_all();
    const hyperliquid::EmergencyResult result = venue_->flatten(slippage);
    live::EmergencyResult out = told(result, "closing orders");
    out.done = out.done && cancelled.done;
    out.orders_left = cancelled.orders_left;
    out.positions_left = result.left;
    out.explanation = cancelled.explanation + "; " + out.explanation;
    return out;
}

}  // namespace maxmin::app
