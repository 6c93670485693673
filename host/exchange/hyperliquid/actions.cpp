#include "host/exchange/hyperliquid/actions.hpp"

#include "host/base/assert.hpp"

namespace maxmin::exchange::hyperliquid {

using gateway::Request;
using gateway::RequestKind;
namespace wire = maxmin::wire::hyperliquid;

namespace {

wire::Tif tif_of(gateway::TimeInForce time_in_force) {
    switch (time_in_force) {
        case gateway::TimeInForce::post_only:
            return wire::Tif::alo;
        case gateway::TimeInForce::good_til_cancel:
            return wire::Tif::gtc;
        case gateway::TimeInForce::immediate_or_cancel:
            return wire::Tif::ioc;
    }
    return wire::Tif::alo;
}

/// The action's own kind, its memory kept from batch to batch.
template <class Kind>
Kind& as(wire::Action& action) {
    if (!std::holds_alternative<Kind>(action)) {
        action.emplace<Kind>();
    }
    return std::get<Kind>(action);
}

}  // namespace

wire::Order ActionWriter::order_of(const Request& request) const {
    const auto asset = static_cast<std::size_t>(request.asset);
    const market::Instrument& rules = markets_.instruments[asset];
    wire::Order order;
    order.asset = markets_.ids[asset];
    order.is_buy = request.side == Side::bid;
    order.price = wire::price_text(request.price, rules);
    order.size = wire::size_text(request.size, rules);
    order.reduce_only = request.reduce_only;
    order.type = wire::LimitType{tif_of(request.time_in_force)};
    order.cloid = prefix_.of(request.id);
    return order;
}

const wire::Action& ActionWriter::write(std::span<const Request> batch) {
    MAXMIN_ASSERT(!batch.empty(), "an action holds at least one item");
    switch (batch.front().kind) {
        case RequestKind::place: {
            auto& action = as<wire::OrderAction>(action_);
            action.orders.clear();
            for (const Request& request : batch) {
                action.orders.push_back(order_of(request));
            }
            break;
        }
        case RequestKind::modify: {
            auto& action = as<wire::BatchModifyAction>(action_);
            action.modifies.clear();
            for (const Request& request : batch) {
                action.modifies.push_back({prefix_.of(request.id), order_of(request)});
            }
            break;
        }
        case RequestKind::cancel: {
            auto& action = as<wire::CancelByCloidAction>(action_);
            action.cancels.clear();
            for (const Request& request : batch) {
                const auto asset = static_cast<std::size_t>(request.asset);
                action.cancels.push_back({markets_.ids[asset], prefix_.of(request.id)});
            }
            break;
        }
        case RequestKind::query:
            MAXMIN_ASSERT(false, "a query is no action");
    }
    return action_;
}

}  // namespace maxmin::exchange::hyperliquid
