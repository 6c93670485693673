#include "host/order/transitions.hpp"

#include <array>

#include "host/base/assert.hpp"

namespace maxmin::order {
namespace {

using Row = std::array<Rule, order_events>;

constexpr Rule to(OrderState next) {
    return {next, Verdict::moved};
}
constexpr Rule late(OrderState next) {
    return {next, Verdict::late};
}
constexpr Rule bad(OrderState next) {
    return {next, Verdict::illegal};
}

constexpr OrderState placing = OrderState::placing;
constexpr OrderState open = OrderState::open;
constexpr OrderState modifying = OrderState::modifying;
constexpr OrderState cancelling = OrderState::cancelling;
constexpr OrderState unknown = OrderState::unknown;
constexpr OrderState done = OrderState::done;

// Columns: sent_modify, sent_cancel, timed_out, accepted, rejected, modified, modify_refused,
// modify_lost, cancelled, cancel_refused, cancel_lost, fill_part, fill_full.
// Two cells are not obvious. A modify is cancel + new order at some venues: a cancelled or fully
// filled order with a modify on its way is over only when the modify is answered too.
constexpr std::array<Row, order_states> table = {{
    // placing: an order that is not acknowledged is neither modified nor cancelled
    Row{bad(placing), bad(placing), to(unknown), to(open), to(done), bad(placing), bad(placing),
        bad(placing), to(done), bad(placing), bad(placing), to(placing), to(done)},
    // open
    Row{to(modifying), to(cancelling), bad(open), late(open), bad(unknown), late(open), late(open),
        late(done), to(done), late(open), late(done), to(open), to(done)},
    // modifying
    Row{bad(modifying), to(cancelling), to(unknown), late(modifying), bad(unknown), to(open),
        to(open), to(done), to(unknown), late(modifying), late(unknown), to(modifying),
        to(modifying)},
    // cancelling
    Row{bad(cancelling), bad(cancelling), to(unknown), late(cancelling), bad(unknown),
        late(cancelling), late(cancelling), late(done), to(done), to(open), to(done),
        to(cancelling), to(done)},
    // unknown: any answer settles it
    Row{bad(unknown), to(cancelling), bad(unknown), to(open), to(done), to(open), to(open),
        to(done), to(done), to(open), to(done), to(unknown), to(done)},
    // done: a venue that accepts or modifies a finished order has resurrected it
    Row{bad(done), bad(done), bad(done), bad(open), late(done), bad(open), late(done), late(done),
        late(done), late(done), late(done), late(done), late(done)},
}};

}  // namespace

Rule rule_for(OrderState state, OrderEvent event) noexcept {
    return table[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
}

OrderEvent event_of(const gateway::Report& report) noexcept {
    using gateway::ReportKind;
    const bool lives = report.remaining > Lots(0);
    switch (report.kind) {
        case ReportKind::accepted:
            return lives ? OrderEvent::accepted : OrderEvent::cancelled;
        case ReportKind::rejected:
            return OrderEvent::rejected;
        case ReportKind::modified:
            return lives ? OrderEvent::modified : OrderEvent::modify_lost;
        case ReportKind::modify_rejected:
            return lives ? OrderEvent::modify_refused : OrderEvent::modify_lost;
        case ReportKind::cancelled:
            return OrderEvent::cancelled;
        case ReportKind::cancel_rejected:
            return lives ? OrderEvent::cancel_refused : OrderEvent::cancel_lost;
        case ReportKind::filled:
            return lives ? OrderEvent::fill_part : OrderEvent::fill_full;
        case ReportKind::funding:
            break;
    }
    MAXMIN_DEBUG_ASSERT(false, "a funding report belongs to no order");
    return OrderEvent::timed_out;
}

std::string_view to_string(OrderState state) {
    switch (state) {
        case OrderState::placing:
            return "placing";
        case OrderState::open:
            return "open";
        case OrderState::modifying:
            return "modifying";
        case OrderState::cancelling:
            return "cancelling";
        case OrderState::unknown:
            return "unknown";
        case OrderState::done:
            return "done";
    }
    return "invalid";
}

}  // namespace maxmin::order
