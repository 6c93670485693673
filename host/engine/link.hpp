// How the engine stands to the venue: the link, whether the account has been reconciled since its
// last loss, and what reconciling has found. Nothing but a query or a cancel leaves before both
// are well.
#pragma once

#include <cstdint>
#include <string_view>

#include "host/base/time.hpp"
#include "host/gateway/truth.hpp"

namespace maxmin::engine {

/// Why a live run may not start on this account (start.positions, start.orders).
enum class Refusal : std::uint8_t { none, positions, orders };
std::string_view to_string(Refusal refusal);

struct Link {
    gateway::LinkState state = gateway::LinkState::down;
    bool reconciled = false;  // with a Truth, since the last loss
    bool met = false;         // a Truth has come at all
    Refusal refusal = Refusal::none;
    Timestamp socket_up;  // of the last connection
    Timestamp lost_at;    // of the last loss; 0: none yet
    bool first_quote_due = false;

    std::int64_t losses = 0;
    std::int64_t recoveries = 0;
    double recovery_s = 0.0;  // from the socket's coming up to the first quote, last
    double recovery_s_max = 0.0;
    std::int64_t truths = 0;
    std::int64_t position_mismatches = 0;  // position != start + fills: alarm, the venue's taken
    std::int64_t position_suspects = 0;    // may have been a fill on its way; looked at again
    std::int64_t orders_adopted = 0;
    std::int64_t orders_found = 0;    // of ours, not known to us, cancelled
    std::int64_t orders_gone = 0;     // of unknown fate, not at the venue any more
    std::int64_t foreign_orders = 0;  // now, without our prefix: left alone
    double equity_gap_usd = 0.0;      // the venue's account less our books

    bool may_trade() const noexcept {
        return state == gateway::LinkState::up && reconciled && refusal == Refusal::none;
    }
};

}  // namespace maxmin::engine
