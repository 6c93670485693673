// Our requests as the venue's actions: everything by client id, so that nothing waits for an oid.
#pragma once

#include <span>
#include <vector>

#include "host/gateway/messages.hpp"
#include "host/market/instrument.hpp"
#include "host/wire/hyperliquid/action.hpp"

namespace maxmin::exchange::hyperliquid {

/// The venue's numbers of our assets, by AssetIndex.
struct Markets {
    std::vector<market::Instrument> instruments;
    std::vector<wire::hyperliquid::AssetId> ids;
};

class ActionWriter {
  public:
    ActionWriter(const Markets& markets, wire::hyperliquid::CloidPrefix prefix)
        : markets_(markets), prefix_(prefix) {}

    /// `batch`: of one action_group(), not empty. Valid until the next call.
    const wire::hyperliquid::Action& write(std::span<const gateway::Request> batch);

  private:
    wire::hyperliquid::Order order_of(const gateway::Request& request) const;

    const Markets& markets_;
    wire::hyperliquid::CloidPrefix prefix_;
    wire::hyperliquid::Action action_;
};

}  // namespace maxmin::exchange::hyperliquid
