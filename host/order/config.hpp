// When a resting order is worth a request.
#pragma once

namespace maxmin::order {

struct OrderConfig {
    double minimum_life_s =
        0.5;  // an order younger than this is not repriced (it may be cancelled)
    double size_tolerance = 0.2;  // relative size difference that is left alone
};

/// The venue counts every placed, modified or cancelled order of the account against one allowance.
struct BudgetConfig {
    double requests_at_start = 10'000.0;  // one more for every USD traded
    double cancel_reserve = 500.0;        // kept back for cancels
};

}  // namespace maxmin::order
