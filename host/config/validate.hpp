// Contradictions between keys that are each in range. A fault would lose money or quote nothing; a
// warning is legal but likely not meant.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/config/loaded.hpp"

namespace maxmin::config {

struct Findings {
    std::vector<InputFault> faults;
    std::vector<InputFault> warnings;
};

/// Everything that can be judged before data are read.
Findings cross_check(const Loaded& loaded);

struct AssetPrice {
    double mid_usd = 0.0;  // not known: 0
    double minimum_value_usd = 0.0;
};

/// What needs prices and the venue's minimum order value: one AssetPrice for each asset, in order.
Findings check_values(const Loaded& loaded, std::span<const AssetPrice> prices);

}  // namespace maxmin::config
