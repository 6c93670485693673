// When a resting order is worth a request.
#pragma once

namespace maxmin::order {

struct OrderConfig {
    double minimum_life_s =
        0.5;  // an order younger than this is not repriced (it may be cancelled)
    double size_tolerance = 0.2;  // relative size difference that is left alone
};

/// When an order whose answer does not come is asked for. The wait should outlast the venue's own
/// limit on a request's age: then what was lost can no longer happen.
struct FateConfig {
    double answer_timeout_s = 5.0;       // then the order is of unknown fate
    double query_interval_s = 1.0;       // to the second query; doubles from query to query
    double query_interval_max_s = 30.0;  // up to this
};

/// The venue counts every placed, modified or cancelled order of the account against one allowance.
struct BudgetConfig {
    double requests_at_start = 10'000.0;  // one more for every USD traded
    double cancel_reserve = 500.0;        // kept back for cancels
};

}  // namespace maxmin::order
