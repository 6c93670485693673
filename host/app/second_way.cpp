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

bool has_second_key(const config::Loaded& loaded) {
    return !loaded.config.live.watchdog_key_file.empty() || std::getenv(key_variable) != nullptr;
}

wire::Signer second_signer(const config::Loaded& loaded) {
    const std::string& file = loaded.config.live.watchdog_key_file;
    if (!file.empty()) {
        return wire::Signer::from_file(loaded.folder / file);
    }
    return has_second_key(loaded) ? wire::Signer::from_environment(key_variable)
                                  : run_signer(loaded);
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
    : loaded_(loaded),
      has_key_of_its_own_(has_second_key(loaded)),
      tls_(make_tls(loaded.config.exchange)),
      signer_(second_signer(loaded)) {
    const exchange::ExchangeConfig& config = loaded.config.exchange;
    const std::filesystem::path folder = state_folder_of(loaded);
    std::filesystem::create_directories(folder);
    account_ = has_key_of_its_own_
                   ? hyperliquid::account_behind(tls_ ? &*tls_ : nullptr, config, signer_)
                   : hyperliquid::account_of(config, signer_);
    nonces_ = std::make_unique<wire::NonceSource>(nonce_file(folder, signer_));
    venue_ = std::make_unique<hyperliquid::EmergencyVenue>(
        hyperliquid::EmergencySetup{.tls = tls_ ? &*tls_ : nullptr,
                                    .config = config,
                                    .account = account_,
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
