#include "host/venue/refusal.hpp"

namespace maxmin::venue {

using wire::hyperliquid::text_of;

OrderStatus status_of(Refusal refusal) {
    return text_of(refusal).status.value_or(OrderStatus::rejected);
}

std::string refusal_text(Refusal refusal, const RefusalDetail& detail) {
    std::string text(text_of(refusal).text);
    switch (refusal) {
        case Refusal::post_only:
            text += detail.bbo + ".";
            break;
        case Refusal::value_too_large:
            return text + std::to_string(detail.value_limit_usd) + ".";
        case Refusal::post_only_after_upgrade:
            return text;  // in execution, but bare as recorded
        default:
            break;
    }
    const bool names_asset =
        text_of(refusal).status.has_value() || refusal == Refusal::never_placed;
    return names_asset ? text + " asset=" + std::to_string(detail.asset) : text;
}

}  // namespace maxmin::venue
