// What one more reconciliation would do with each working order and each wanted quote, and why.
// Asks order::reconcile itself, once as it stands and once without minimum life: the difference
// tells what is held for being young.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/engine/engine.hpp"

namespace maxmin::app {

struct OrderFate {
    Side side = Side::bid;
    int level = 0;
    bool is_taker = false;
    const order::WorkingOrder* order = nullptr;  // null: not at the venue yet
    std::string_view verdict;                    // keep, move, cancel, wait, hold, place, refuse
    std::string why;
};

/// Bids first, best level first. Pointers live as long as the engine stays untouched.
std::vector<OrderFate> order_fates(const engine::Engine& engine, AssetIndex index, Timestamp now);

/// "0.01822 @ 109740".
std::string size_at_price(Lots size, Ticks price, const market::Instrument& instrument);

}  // namespace maxmin::app
