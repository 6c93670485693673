// The texts of refusals with what they name besides their reason. Those before execution answer a
// whole batch and use no oid; those in execution end in " asset=N".
#pragma once

#include <string>

#include "host/venue/order.hpp"
#include "host/wire/hyperliquid/error_text.hpp"

namespace maxmin::venue {

using wire::hyperliquid::Refusal;

/// The status of an order refused in execution.
OrderStatus status_of(Refusal refusal);

struct RefusalDetail {
    AssetIndex asset = 0;
    std::string bbo = {};              // post_only: "0.56057@0.56086"
    std::int64_t value_limit_usd = 0;  // value_too_large
};

std::string refusal_text(Refusal refusal, const RefusalDetail& detail);

}  // namespace maxmin::venue
