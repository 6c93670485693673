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
// modify_lost, cancelled, cancel_refused, cancel_lost, fill_part, fill_full, lost_sight,
// found_open, found_absent.
// Three cells are not obvious. A modify is cancel + new order at some venues: a cancelled or fully
// filled order with a modify on its way is over only when the modify is answered too. The venue's
// account never settles an order whose answer is due: the answer is newer. And an open order that
// the account lacks is not gone but asked for: the account may be older than the order.
constexpr std::array<Row, order_states> table = {{
    // placing: an order that is not acknowledged is neither modified nor cancelled
    Row{bad(placing), bad(placing), to(unknown), to(open), to(done), bad(placing), bad(placing),
        bad(placing), to(done), bad(placing), bad(placing), to(placing), to(done), to(unknown),
        late(placing), late(placing)},
    // open
    Row{to(modifying), to(cancelling), bad(open), late(open), bad(unknown), late(open), late(open),
        late(done), to(done), late(open), late(done), to(open), to(done), to(unknown), late(open),
        to(unknown)},
    // modifying
    Row{bad(modifying), to(cancelling), to(unknown), late(modifying), bad(unknown), to(open),
        to(open), to(done), to(unknown), late(modifying), late(unknown), to(modifying),
        to(modifying), to(unknown), late(modifying), late(modifying)},
    // cancelling
    Row{bad(cancelling), bad(cancelling), to(unknown), late(cancelling), bad(unknown),
        late(cancelling), late(cancelling), late(done), to(done), to(open), to(done),
        to(cancelling), to(done), to(unknown), late(cancelling), late(cancelling)},
    // unknown: any answer settles it
    Row{bad(unknown), to(cancelling), bad(unknown), to(open), to(done), to(open), to(open),
        to(done), to(done), to(open), to(done), to(unknown), to(done), late(unknown), to(open),
        to(done)},
    // done: a venue that accepts, modifies or lists a finished order has resurrected it
    Row{bad(done), bad(done), bad(done), bad(open), late(done), bad(open), late(done), late(done),
        late(done), late(done), late(done), late(done), late(done), late(done), bad(open),
        late(done)},
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

std::string_view to_string(OrderEvent event) {
    switch (event) {
        case OrderEvent::sent_modify:
            return "sent_modify";
        case OrderEvent::sent_cancel:
            return "sent_cancel";
        case OrderEvent::timed_out:
            return "timed_out";
        case OrderEvent::accepted:
            return "accepted";
        case OrderEvent::rejected:
            return "rejected";
        case OrderEvent::modified:
            return "modified";
        case OrderEvent::modify_refused:
            return "modify_refused";
        case OrderEvent::modify_lost:
            return "modify_lost";
        case OrderEvent::cancelled:
            return "cancelled";
        case OrderEvent::cancel_refused:
            return "cancel_refused";
        case OrderEvent::cancel_lost:
            return "cancel_lost";
        case OrderEvent::fill_part:
            return "fill_part";
        case OrderEvent::fill_full:
            return "fill_full";
        case OrderEvent::lost_sight:
            return "lost_sight";
        case OrderEvent::found_open:
            return "found_open";
        case OrderEvent::found_absent:
            return "found_absent";
    }
    return "invalid";
}

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::moved:
            return "";
        case Verdict::late:
            return "late";
        case Verdict::illegal:
            return "illegal";
    }
    return "invalid";
}

std::string transition_table() {
    std::string text = "| event |";
    std::string rule = "|---|";
    for (int state = 0; state < order_states; ++state) {
        text += ' ' + std::string(to_string(static_cast<OrderState>(state))) + " |";
        rule += "---|";
    }
    text += '\n' + rule + '\n';
    for (int event = 0; event < order_events; ++event) {
        text += "| " + std::string(to_string(static_cast<OrderEvent>(event))) + " |";
        for (int state = 0; state < order_states; ++state) {
            const Rule cell =
                rule_for(static_cast<OrderState>(state), static_cast<OrderEvent>(event));
            text += ' ' + std::string(to_string(cell.next));
            text += cell.verdict == Verdict::moved
                        ? ""
                        : " (" + std::string(to_string(cell.verdict)) + ")";
            text += " |";
        }
        text += '\n';
    }
    return text;
}

}  // namespace maxmin::order
