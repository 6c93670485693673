// How far a book stands from the oracle, and the funding that follows (the venue's page on
// funding).
#pragma once

#include <optional>

#include "host/paper/depth.hpp"
#include "host/venue/asset.hpp"

namespace maxmin::venue {

/// Average price of trading the venue's impact value (20,000 USD for BTC and ETH, else 6,000)
/// against one side. Empty if it is not that deep.
std::optional<double> impact_price_usd(const market::Instrument& rules,
                                       const paper::ShownDepth& depth, Side side);

/// (max(impact bid - oracle, 0) - max(oracle - impact ask, 0)) / oracle
std::optional<double> premium_of(const Asset& asset, const paper::ShownDepth& depth);

/// Of the hour's mean premium: the eight-hour formula over eight, within the hourly cap.
double hourly_rate(double mean_premium);

}  // namespace maxmin::venue
