#include "host/venue/api/documented_refusals.hpp"

#include <algorithm>
#include <vector>

#include "host/paper/rules.hpp"
#include "host/venue/api/text.hpp"
#include "host/wire/hyperliquid/parse_request.hpp"

namespace maxmin::venue::api {
namespace {

namespace wire = wire::hyperliquid;
using enum Refusal;

constexpr std::array of_orders{tick,
                               minimum_value,
                               margin,
                               reduce_only,
                               post_only,
                               not_matched,
                               trigger_price,
                               no_liquidity,
                               open_interest_capped,
                               open_interest_aggressive,
                               open_interest_quick,
                               oracle,
                               margin_tier,
                               too_many_open_orders,
                               builder_fee,
                               post_only_after_upgrade};
constexpr std::array of_batches{invalid_price,   invalid_size,       zero_size,
                                reference_price, value_too_large,    trigger_not_reduce_only,
                                invalid_tif,     mixed_asset_classes};
constexpr std::array of_actions{unknown_signer, unrecoverable_signature, nonce, request_allowance,
                                multi_sig_required};

/// Whether an order of that form can be refused so.
bool fits(Refusal refusal, const wire::Order& order) {
    const auto* const limit = std::get_if<wire::LimitType>(&order.type);
    const bool is_alo = limit != nullptr && limit->tif == wire::Tif::alo;
    const bool takes = limit != nullptr && !is_alo && limit->tif != wire::Tif::gtc;
    switch (refusal) {
        case post_only:
            return is_alo;
        case not_matched:
        case no_liquidity:
            return takes;
        case trigger_price:
            return limit == nullptr;
        case trigger_not_reduce_only:
            return limit == nullptr && !order.reduce_only;
        case reduce_only:
            return order.reduce_only;
        case post_only_after_upgrade:
            return !is_alo;
        case margin:
        case margin_tier:
        case open_interest_capped:
        case open_interest_aggressive:
        case open_interest_quick:
            return !order.reduce_only;
        default:
            return true;
    }
}

/// The answers that fit a request.
struct Answers {
    const Exchange& exchange;
    const wire::Request& request;
    std::string signer;
    std::vector<HttpReply> list = {};

    std::string text(Refusal refusal, wire::AssetId id) const {
        const auto index = static_cast<std::size_t>(id);
        RefusalDetail detail{.asset = static_cast<AssetIndex>(index)};
        if (index < exchange.assets().size()) {
            detail.bbo = exchange.bbo_text(detail.asset);
            detail.value_limit_usd =
                paper::order_value_limit_usd(exchange.assets()[index].instrument.leverage_max);
        }
        return refusal_text(refusal, detail);
    }

    void operator()(const wire::OrderAction& action) {
        if (action.orders.empty()) {
            list.push_back(item_refusals("order", {text(orders_empty, {})}));
            return;
        }
        const auto may_get = [&](Refusal refusal) {
            return (refusal != builder_fee || action.builder) &&
                   std::all_of(action.orders.begin(), action.orders.end(),
                               [&](const wire::Order& order) { return fits(refusal, order); });
        };
        for (const Refusal refusal : of_orders) {
            std::vector<std::string> texts;
            for (const wire::Order& order : action.orders) {
                texts.push_back(text(refusal, order.asset));
            }
            if (may_get(refusal)) {
                list.push_back(item_refusals("order", texts));
            }
        }
        for (const Refusal refusal : of_batches) {
            if (may_get(refusal)) {
                list.push_back(batch_refusal(text(refusal, action.orders.front().asset)));
            }
        }
    }
    void operator()(const wire::CancelAction& action) { cancels(action.cancels); }
    void operator()(const wire::CancelByCloidAction& action) { cancels(action.cancels); }
    template <typename Items>
    void cancels(const Items& items) {
        std::vector<std::string> texts;
        for (const auto& item : items) {
            texts.push_back(text(never_placed, item.asset));
        }
        list.push_back(item_refusals("cancel", texts));
    }
    void operator()(const wire::ModifyAction&) { whole(text(modify_gone, {})); }
    void operator()(const wire::BatchModifyAction& action) {
        for (const Refusal refusal : {modify_gone, modify_invalid}) {
            const std::vector<std::string> texts(action.modifies.size(), text(refusal, {}));
            list.push_back(item_refusals("order", texts));
        }
    }
    void operator()(const wire::ScheduleCancelAction& action) {
        if (action.time_ms) {
            whole(text(schedule_cancel_early, {}));
            whole(text(schedule_cancel_volume, {}) + "Required: $1000000. Traded: $0.");
            whole(text(schedule_cancel_count, {}) + "10.");
        }
    }
    void operator()(const wire::UpdateLeverageAction&) { whole(text(leverage, {})); }
    void operator()(const wire::UpdateIsolatedMarginAction&) { whole(text(isolated_margin, {})); }
    void operator()(const wire::NoopAction&) {}
    void operator()(const wire::ReserveRequestWeightAction&) {}
    void operator()(const wire::OtherAction&) {}

    void whole(const std::string& said) { list.push_back(failure(said)); }
    void any_action() {
        for (const Refusal refusal : of_actions) {
            whole(action_text(refusal));
        }
        if (request.terms.expires_after_ms) {
            whole(action_text(expired));
        }
        if (wire::is_user_signed(request.action)) {
            whole(action_text(must_deposit));
            whole(action_text(other_network));
        }
    }
    std::string action_text(Refusal refusal) const {
        const std::string start = text(refusal, {});
        switch (refusal) {
            case unknown_signer:
                return start + signer + " does not exist.";
            case must_deposit:
                return start + signer;
            case nonce:
                return start + "duplicate nonce " + std::to_string(request.terms.nonce);
            case request_allowance:
                return allowance_text(10'001, 10'000, 0.0);
            default:
                return start;
        }
    }
};

}  // namespace

HttpReply DocumentedRefusals::next(const Exchange& exchange, wire::Network network,
                                   const nlohmann::ordered_json& body) {
    std::string why;
    const auto request = wire::read_request(body, why);
    if (!request) {
        return undeserializable(why);
    }
    const auto signer = wire::signer_of(*request, network);
    Answers answers{.exchange = exchange,
                    .request = *request,
                    .signer = to_string(signer.value_or(wire::Address{}))};
    std::visit(answers, request->action);
    answers.any_action();
    return answers.list[turns_[request->action.index()]++ % answers.list.size()];
}

}  // namespace maxmin::venue::api
