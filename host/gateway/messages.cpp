#include "host/gateway/messages.hpp"

namespace maxmin::gateway {

std::string_view to_string(RequestKind kind) {
    switch (kind) {
        case RequestKind::place:
            return "place";
        case RequestKind::modify:
            return "modify";
        case RequestKind::cancel:
            return "cancel";
        case RequestKind::query:
            return "query";
    }
    return "unknown";
}

std::string_view to_string(ReportKind kind) {
    switch (kind) {
        case ReportKind::accepted:
            return "accepted";
        case ReportKind::rejected:
            return "rejected";
        case ReportKind::modified:
            return "modified";
        case ReportKind::modify_rejected:
            return "modify_rejected";
        case ReportKind::cancelled:
            return "cancelled";
        case ReportKind::cancel_rejected:
            return "cancel_rejected";
        case ReportKind::filled:
            return "filled";
        case ReportKind::funding:
            return "funding";
    }
    return "unknown";
}

std::string_view to_string(Reason reason) {
    switch (reason) {
        case Reason::none:
            return "none";
        case Reason::post_only_would_cross:
            return "post_only_would_cross";
        case Reason::insufficient_margin:
            return "insufficient_margin";
        case Reason::below_minimum_value:
            return "below_minimum_value";
        case Reason::bad_price:
            return "bad_price";
        case Reason::bad_size:
            return "bad_size";
        case Reason::price_too_far:
            return "price_too_far";
        case Reason::unknown_order:
            return "unknown_order";
        case Reason::reduce_only_violated:
            return "reduce_only_violated";
        case Reason::immediate_not_filled:
            return "immediate_not_filled";
        case Reason::too_many_orders:
            return "too_many_orders";
        case Reason::too_many_requests:
            return "too_many_requests";
        case Reason::self_trade:
            return "self_trade";
        case Reason::liquidated:
            return "liquidated";
        case Reason::other:
            return "other";
    }
    return "unknown";
}

std::string_view to_string(TimeInForce time_in_force) {
    switch (time_in_force) {
        case TimeInForce::post_only:
            return "post_only";
        case TimeInForce::good_til_cancel:
            return "good_til_cancel";
        case TimeInForce::immediate_or_cancel:
            return "immediate_or_cancel";
    }
    return "unknown";
}

}  // namespace maxmin::gateway
