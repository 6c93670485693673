// A QuoteConfig whose sizes are whole lots of one instrument and whose level shares are worked out,
// so that the hot path converts nothing.
#pragma once

#include <array>

#include "host/market/instrument.hpp"
#include "host/market/types.hpp"
#include "host/quote/config.hpp"
#include "host/quote/limits.hpp"

namespace maxmin::quote {

struct ResolvedQuoteConfig {
    QuoteConfig config;
    Lots max_position;         // Q
    Lots risk_limit;           // inventory_risk_limit * Q
    Lots urgency;              // inventory_urgency_threshold * Q
    Lots total_size_per_side;  // multi level
    Lots target_liquidity;     // single level
    std::array<double, levels_max> shares{};

    int levels() const {
        return config.enable_multi_level ? config.multi_level_config.max_levels : 1;
    }
    /// Whether the worst-case grid's box, not the estimate alone, is asked for.
    bool is_robust() const { return config.enable_robust_control && config.robust_config.enabled; }
};

/// Sizes in USD are converted at `mid_usd`, once. Throws InputError naming the field if a size is
/// less than one lot (nothing is rounded to zero silently) or max_levels is not 1 to 10.
ResolvedQuoteConfig resolve(const QuoteConfig& config, const market::Instrument& instrument,
                            double mid_usd);

/// Rule 3: 0.50, 0.27, 0.135, then half of the level before; scaled down if the sum passes 1.
std::array<double, levels_max> size_shares(int levels);

/// Whole lots not above `lots`, forgiving binary noise (26999.999999999996 is 27000).
Lots whole_lots(double lots) noexcept;

}  // namespace maxmin::quote
