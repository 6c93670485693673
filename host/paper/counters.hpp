// What the exchange did, counted, with the names reports use. Nothing it refuses, cuts or ignores
// goes uncounted.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "host/gateway/messages.hpp"

namespace maxmin::paper {

using Count = std::uint64_t;

inline constexpr std::size_t reason_count = static_cast<std::size_t>(gateway::Reason::other) + 1;

struct Counters {
    Count requests = 0;
    Count accepted = 0;
    Count modified = 0;
    Count cancelled_by_request = 0;
    Count cancelled_by_venue = 0;
    Count cancels_lost = 0;          // the order was over before the cancel arrived
    Count cancels_lost_to_fill = 0;  // of these: it was filled
    Count modifies_lost = 0;         // the same for a modify
    Count modifies_lost_order = 0;   // new leg refused, old order gone
    Count maker_fills = 0;
    Count taker_fills = 0;
    Count partial_fills = 0;         // the order lived on
    Count queue_fills = 0;           // maker: our turn at our price
    Count print_through_fills = 0;   // maker: a print beyond our price
    Count trade_through_fills = 0;   // maker: the shown book passed our price without a print
    Count unknown_queue_prints = 0;  // at our price while our place was unknown: no fill
    Count late_prints = 0;           // came after a book or best quote of its own instant
    Count ignored_books = 0;         // crossed or unsorted
    Count funding_payments = 0;
    Count liquidations = 0;
    Count large_for_depth = 0;  // order above a tenth of the size shown on the side it meets
    std::array<Count, reason_count> rejected{};  // place and modify refusals, by reason

    Count& rejected_for(gateway::Reason reason) {
        return rejected[static_cast<std::size_t>(reason)];
    }
};

/// Every plain counter with its report name. `rejected` goes by to_string(Reason).
inline constexpr auto counter_names =
    std::to_array<std::pair<std::string_view, Count Counters::*>>({
        {"requests", &Counters::requests},
        {"accepted", &Counters::accepted},
        {"modified", &Counters::modified},
        {"cancelled_by_request", &Counters::cancelled_by_request},
        {"cancelled_by_venue", &Counters::cancelled_by_venue},
        {"cancels_lost", &Counters::cancels_lost},
        {"cancels_lost_to_fill", &Counters::cancels_lost_to_fill},
        {"modifies_lost", &Counters::modifies_lost},
        {"modifies_lost_order", &Counters::modifies_lost_order},
        {"maker_fills", &Counters::maker_fills},
        {"taker_fills", &Counters::taker_fills},
        {"partial_fills", &Counters::partial_fills},
        {"queue_fills", &Counters::queue_fills},
        {"print_through_fills", &Counters::print_through_fills},
        {"trade_through_fills", &Counters::trade_through_fills},
        {"unknown_queue_prints", &Counters::unknown_queue_prints},
        {"late_prints", &Counters::late_prints},
        {"ignored_books", &Counters::ignored_books},
        {"funding_payments", &Counters::funding_payments},
        {"liquidations", &Counters::liquidations},
        {"large_for_depth", &Counters::large_for_depth},
    });

static_assert(sizeof(Counters) == (counter_names.size() + reason_count) * sizeof(Count),
              "every counter has a name");

}  // namespace maxmin::paper
