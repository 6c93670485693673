// Who is who: addresses and the accounts behind them, agents that may sign for an account, and the
// nonces each signer has used.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/venue/order.hpp"
#include "host/wire/hyperliquid/address.hpp"

namespace maxmin::venue::api {

using wire::hyperliquid::Address;

struct Agent {
    AccountId master = AccountId::outside;
    std::string name;  // empty: the one unnamed agent
    std::int64_t valid_until_ms = 0;
};

/// The venue keeps the hundred highest nonces of a signer: a new one must be above the lowest of
/// them and none of them.
class NonceWindow {
  public:
    /// Empty if the nonce is taken and now used; else the venue's refusal.
    std::optional<std::string> use(std::uint64_t nonce, std::int64_t now_ms);
    void restore(std::uint64_t nonce);
    const std::set<std::uint64_t>& used() const { return used_; }

  private:
    std::set<std::uint64_t> used_;
};

class Directory {
  public:
    void add(const Address& address, AccountId account);
    std::optional<AccountId> find(const Address& address) const;
    /// Of the outside market: one address for all of it.
    const Address& address_of(AccountId account) const;
    std::size_t size() const { return addresses_.size(); }

    /// The agent of that address, if it has one that is still valid.
    const Agent* find_agent(const Address& address, std::int64_t now_ms) const;
    /// Refusal, or empty. An agent of the same name is replaced; the zero address removes it.
    std::optional<std::string> approve(const Address& address, const Agent& agent,
                                       std::int64_t now_ms);
    /// Whether the address is or once was an agent: expired, revoked or replaced. The venue knows
    /// such an address no longer, so nothing may be given to it as to a newcomer.
    bool was_agent(const Address& address) const {
        return agents_.contains(address) || former_agents_.contains(address);
    }
    const std::map<Address, Agent>& agents() const { return agents_; }
    const std::set<Address>& former_agents() const { return former_agents_; }
    /// Rises with every change of an agent.
    std::size_t agent_changes() const { return agent_changes_; }
    void restore_agents(std::map<Address, Agent> agents, std::set<Address> former) {
        agents_ = std::move(agents);
        former_agents_ = std::move(former);
    }

    /// NonceWindow::use for that signer.
    std::optional<std::string> use_nonce(const Address& signer, std::uint64_t nonce,
                                         std::int64_t now_ms);
    void restore_nonce(const Address& signer, std::uint64_t nonce) {
        nonces_[signer].restore(nonce);
    }
    const std::map<Address, NonceWindow>& nonces() const { return nonces_; }
    /// Those used since the last call.
    std::vector<std::pair<Address, std::uint64_t>> take_used_nonces() {
        return std::exchange(used_nonces_, {});
    }

  private:
    std::vector<Address> addresses_;
    std::map<Address, AccountId> accounts_;
    std::map<Address, Agent> agents_;
    std::set<Address> former_agents_;
    std::map<Address, NonceWindow> nonces_;
    std::vector<std::pair<Address, std::uint64_t>> used_nonces_;
    std::size_t agent_changes_ = 0;
};

}  // namespace maxmin::venue::api
