// The second way to the venue: a process that does not run the engine cancels and closes with a key
// of its own. Two processes never share a signer, since their nonces would collide.
#pragma once

#include <memory>
#include <optional>

#include <boost/asio/ssl/context.hpp>

#include "host/config/loaded.hpp"
#include "host/exchange/hyperliquid/emergency.hpp"
#include "host/live/emergency.hpp"

namespace maxmin::app {

class SecondWay final : public live::EmergencyVenue {
  public:
    /// Takes live.watchdog_key_file or the variable MAXMIN_WATCHDOG_KEY, an agent of the account as
    /// the venue confirms; without either, the run's own key if no process is using it. Throws
    /// InputError: no key, a key in use or of nobody's agent, a venue that does not answer. Needs
    /// no permission for mainnet: it only ever takes risk away.
    explicit SecondWay(const config::Loaded& loaded);

    live::EmergencyResult cancel_all() override;
    live::EmergencyResult flatten() override;
    /// Whose orders it cancels.
    std::string account() const { return to_string(account_); }

  private:
    const config::Loaded& loaded_;
    bool has_key_of_its_own_;  // asked first: a key read from the environment is gone from there
    std::optional<boost::asio::ssl::context> tls_;
    wire::hyperliquid::Signer signer_;
    wire::hyperliquid::Address account_;
    std::unique_ptr<wire::hyperliquid::NonceSource> nonces_;
    std::unique_ptr<exchange::hyperliquid::EmergencyVenue> venue_;
};

}  // namespace maxmin::app
