#include "host/venue/api/directory.hpp"

#include <algorithm>

#include "host/base/assert.hpp"

namespace maxmin::venue::api {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::size_t nonces_kept = 100;
constexpr std::ptrdiff_t named_agents_most = 3;

}  // namespace

std::optional<std::string> NonceWindow::use(std::uint64_t nonce, std::int64_t now_ms) {
    const auto now = static_cast<std::uint64_t>(now_ms);
    const std::uint64_t oldest = now - 2 * day_ms;
    const std::uint64_t newest = now + day_ms;
    const bool is_full = used_.size() == nonces_kept;
    const std::uint64_t floor = is_full ? std::max(oldest, *used_.begin()) : oldest;
    const auto text = [&](const char* what, std::uint64_t limit, char sign) {
        return std::string("Invalid nonce: nonce too ") + what + " " + std::to_string(nonce) + " " +
               sign + " " + std::to_string(limit);
    };
    if (used_.contains(nonce)) {
        return "Invalid nonce: duplicate nonce " + std::to_string(nonce);
    }
    if (nonce <= floor) {
        return text("low", floor, '<');
    }
    if (nonce >= newest) {
        return text("high", newest, '>');
    }
    restore(nonce);
    return std::nullopt;
}

void NonceWindow::restore(std::uint64_t nonce) {
    used_.insert(nonce);
    if (used_.size() > nonces_kept) {
        used_.erase(used_.begin());
    }
}

std::optional<std::string> Directory::use_nonce(const Address& signer, std::uint64_t nonce,
                                                std::int64_t now_ms) {
    const auto refusal = nonces_[signer].use(nonce, now_ms);
    if (!refusal) {
        used_nonces_.emplace_back(signer, nonce);
    }
    return refusal;
}

void Directory::add(const Address& address, AccountId account) {
    MAXMIN_ASSERT(static_cast<std::size_t>(account) == addresses_.size(),
                  "accounts are named in the order they are opened");
    addresses_.push_back(address);
    accounts_.emplace(address, account);
}

std::optional<AccountId> Directory::find(const Address& address) const {
    const auto found = accounts_.find(address);
    return found == accounts_.end() ? std::nullopt : std::optional(found->second);
}

const Address& Directory::address_of(AccountId account) const {
    static const Address outside = [] {
        Address address;
        address.bytes.fill(0x0f);
        return address;
    }();
    return account == AccountId::outside ? outside : addresses_[static_cast<std::size_t>(account)];
}

const Agent* Directory::find_agent(const Address& address, std::int64_t now_ms) const {
    const auto found = agents_.find(address);
    const bool is_valid = found != agents_.end() && found->second.valid_until_ms > now_ms;
    return is_valid ? &found->second : nullptr;
}

std::optional<std::string> Directory::approve(const Address& address, const Agent& agent,
                                              std::int64_t now_ms) {
    if (agent.valid_until_ms <= now_ms) {
        return "Agent valid_until already expired.";
    }
    if (accounts_.contains(address) || find_agent(address, now_ms) != nullptr) {
        return "Extra agent already used.";
    }
    const auto is_same = [&](const auto& entry) {
        return entry.second.master == agent.master && entry.second.name == agent.name;
    };
    const auto is_named = [&](const auto& entry) {
        return entry.second.master == agent.master && !entry.second.name.empty();
    };
    ++agent_changes_;
    const auto before = std::find_if(agents_.begin(), agents_.end(), is_same);
    if (before != agents_.end()) {
        nonces_.erase(before->first);
        former_agents_.insert(before->first);
        agents_.erase(before);
    }
    if (address == Address{}) {
        return std::nullopt;
    }
    if (!agent.name.empty() &&
        std::count_if(agents_.begin(), agents_.end(), is_named) >= named_agents_most) {
        return "Too many extra agents for cumulative volume traded. Current limit is 3";
    }
    agents_.insert_or_assign(address, agent);
    return std::nullopt;
}

}  // namespace maxmin::venue::api
