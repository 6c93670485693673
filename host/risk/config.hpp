// Hard limits. A limit of zero that would forbid everything is refused by validation.
#pragma once

namespace maxmin::risk {

/// One asset.
struct AssetLimits {
    double order_value_usd_max = 1'000'000.0;
    double price_deviation_bps_max = 500.0;  // of an order from the mid
    double position_value_usd_max = 5'000'000.0;
    double stale_after_s = 5.0;  // no quote on a book older than this
};

/// All assets together.
struct PortfolioLimits {
    double gross_value_usd_max = 50'000'000.0;
    double net_value_usd_max = 20'000'000.0;
    int open_orders_max = 1000;
    double loss_usd_max = 100'000.0;      // since the start of the run or of the UTC day
    double drawdown_usd_max = 100'000.0;  // from the peak of equity
    double reduce_at_fraction = 0.8;      // REDUCING from this share of a loss limit on
    double venue_behind_s_max = 5.0;      // of the newest exchange time behind our clock
    double venue_ahead_s_max = 2.0;       // and ahead of it: then our clock is wrong
};

}  // namespace maxmin::risk
