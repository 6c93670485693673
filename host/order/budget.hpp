// The venue's request allowance of one account: so many to start with and one more for every USD
// traded; every placed, modified or cancelled order counts 1, however batched; a question counts
// nothing (Hyperliquid documentation, "Rate limits and user limits"). Near its end quoting stops
// first: the last requests are kept for cancels.
#pragma once

#include <array>
#include <cstdint>

#include "host/gateway/messages.hpp"
#include "host/order/config.hpp"

namespace maxmin::order {

class Budget {
  public:
    explicit Budget(const BudgetConfig& config) : config_(config) {}

    void traded(double value_usd) noexcept { traded_usd_ += value_usd; }
    void spent(gateway::RequestKind kind) noexcept { ++used_[static_cast<std::size_t>(kind)]; }
    /// It came back unread, from our side or the venue's: the venue has not counted it.
    void returned(gateway::RequestKind kind) noexcept { --used_[static_cast<std::size_t>(kind)]; }

    /// Whether one more request may follow `planned` ones that are decided but not yet spent.
    bool permits(gateway::RequestKind kind, int planned) const noexcept {
        const double kept = kind == gateway::RequestKind::cancel ? 0.0 : config_.cancel_reserve;
        return left() - planned - kept >= 1.0;
    }

    /// The venue's own count: what it allows and has counted, of this address over its whole life.
    void adopt(std::int64_t used, double allowed) noexcept {
        used_before_ += used - this->used();
        config_.requests_at_start += allowed - this->allowed();
    }

    double allowed() const noexcept { return config_.requests_at_start + traded_usd_; }
    std::int64_t used() const noexcept { return used_before_ + used_[0] + used_[1] + used_[2]; }
    std::int64_t used(gateway::RequestKind kind) const noexcept {
        return used_[static_cast<std::size_t>(kind)];
    }
    double left() const noexcept { return allowed() - static_cast<double>(used()); }
    /// Only the reserve is left: nothing is placed or modified.
    bool is_exhausted() const noexcept { return !permits(gateway::RequestKind::place, 0); }

  private:
    BudgetConfig config_;
    double traded_usd_ = 0.0;
    std::int64_t used_before_ = 0;        // before this run, or by others on the address
    std::array<std::int64_t, 4> used_{};  // by RequestKind
};

}  // namespace maxmin::order
