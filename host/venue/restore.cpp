// A saved state taken up again.
#include <utility>

#include "host/venue/exchange.hpp"

namespace maxmin::venue {

AccountId Exchange::restore_account() {
    return add_client();
}

void Exchange::restore_order(Order order) {
    forget_order(order.oid);
    // Its parent has it among its children already.
    const Oid parent = std::exchange(order.parent, Oid::none);
    Order& stored = store(std::move(order));
    stored.parent = parent;
    if (stored.stage == OrderStage::resting) {
        book_of(stored.asset).add(stored);
    }
}

void Exchange::forget_order(Oid oid) {
    if (Order* const order = find_live(oid)) {
        take_off(*order);
        orders_.erase(oid);
    }
}

void Exchange::restore_counters(const Counters& counters) {
    now_ = counters.time;
    last_ticket_ = counters.ticket;
    last_oid_ = counters.oid;
    last_match_ = counters.match;
    fees_collected_ = counters.fees;
}

void Exchange::restore_mark(AssetIndex index, Ticks mark) {
    asset(index).mark = mark;
    market_.resume_at(index, mark);
    for (const auto& each : clients_) {
        each->account.mark_moved();
    }
}

}  // namespace maxmin::venue
