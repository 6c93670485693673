// The exchange's state as JSON, both ways, for the journal. Amounts are the exchange's own
// integers; assets go by coin and accounts by number.
#pragma once

#include <nlohmann/json.hpp>

#include "host/venue/api/directory.hpp"
#include "host/venue/exchange.hpp"

namespace maxmin::venue::api {

using Json = nlohmann::ordered_json;

Json to_record(const Order& order);
Json to_record(const Holding& held);
/// Empty for what the journal does not keep: public trades, rates, liquidation notices.
std::optional<Json> to_record(const Event& event);

/// Throw nlohmann's exceptions for a record that is not one.
Order order_from(const Json& record);
Holding holding_from(const Json& record);
Event event_from(const Json& record);

}  // namespace maxmin::venue::api
