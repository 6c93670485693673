// Life of one order as a table: state x event -> next state. Everything that can happen to an order
// is one of the events below; what a table row calls late is harmless (reports overtake one
// another), what it calls illegal is counted and alarms.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/gateway/messages.hpp"

namespace maxmin::order {

enum class OrderState : std::uint8_t {
    placing,     // sent, not yet answered
    open,        // rests at the venue
    modifying,   // a modify is on its way
    cancelling,  // a cancel is on its way
    unknown,     // an answer did not come, or two contradict: a query must settle it
    done,        // filled, cancelled or refused
};
inline constexpr int order_states = 6;

enum class OrderEvent : std::uint8_t {
    sent_modify,
    sent_cancel,
    timed_out,
    accepted,
    rejected,
    modified,
    modify_refused,  // the old order rests as before
    modify_lost,     // the old order is gone, the new one was refused
    cancelled,
    cancel_refused,  // the order still rests (the venue was busy)
    cancel_lost,     // it was already over, or never known
    fill_part,
    fill_full,
    lost_sight,    // the link broke, or the venue's own account contradicts us
    found_open,    // the venue's own account lists it
    found_absent,  // the venue's own account does not list it
};
inline constexpr int order_events = 16;

enum class Verdict : std::uint8_t {
    moved,
    late,     // the order had already gone past this
    illegal,  // cannot happen if venue and program keep their word
};

struct Rule {
    OrderState next = OrderState::done;
    Verdict verdict = Verdict::illegal;
};

Rule rule_for(OrderState state, OrderEvent event) noexcept;

/// What a report means for its order. A report of zero remaining lots says that the order is over,
/// whatever its kind. Not to be called with a funding report.
OrderEvent event_of(const gateway::Report& report) noexcept;

std::string_view to_string(OrderState state);
std::string_view to_string(OrderEvent event);
std::string_view to_string(Verdict verdict);

/// The table as Markdown: a row per event, a column per state. host/order/README.md holds it.
std::string transition_table();

}  // namespace maxmin::order
