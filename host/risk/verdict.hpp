// Every answer the guard can give, and every reason for which an asset stands still. Each verdict
// has a counter; an unknown value cannot arise.
#pragma once

#include <cstdint>
#include <string_view>

namespace maxmin::risk {

enum class Verdict : std::uint8_t {
    accepted,
    unknown_asset,
    halted,          // only cancels leave
    asset_stopped,   // likewise, for this asset; stop_reasons() tells why
    equity_unknown,  // no finite equity yet, or the last one was not
    mid_unknown,     // no finite positive mid of this asset
    stale_book,      // the book is older than the asset's limit, or from the future
    bad_size,        // not positive, or beyond what any venue has
    bad_price,       // not positive
    not_reducing,    // REDUCING: could raise |position|
    order_value,     // the limits of config.hpp from here on
    price_deviation,
    position_value,
    gross_value,
    net_value,
    open_orders,
    portfolio_unvalued,  // another asset has lots but has never had a mid
};
inline constexpr int verdicts = 17;
std::string_view to_string(Verdict verdict);

/// Bits: an asset may stand still for several reasons, each taken away by whoever set it.
enum class StopReason : std::uint8_t {
    stale_data = 1,
    model_failed = 2,
    bad_number = 4,  // NaN or infinity where a number was due
    operator_word = 8,
};
std::string_view to_string(StopReason reason);

enum class TradingMode : std::uint8_t { active, reducing, halted };
std::string_view to_string(TradingMode mode);

/// Why the portfolio's mode changed last.
enum class Cause : std::uint8_t {
    start,
    day_loss,   // since the start of the UTC day
    drawdown,   // from the peak of equity
    recovered,  // below the reducing share again
    operator_word,
};
std::string_view to_string(Cause cause);

}  // namespace maxmin::risk
