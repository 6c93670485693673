// From the wire's actions to the exchange's: texts to ticks and lots, names to accounts. A text
// that is no legal number becomes one that the exchange refuses with the venue's words.
#include <algorithm>
#include <charconv>

#include "host/venue/api/gate.hpp"
#include "host/venue/api/text.hpp"
#include "host/wire/hyperliquid/error_text.hpp"

namespace maxmin::venue::api {
namespace {

using Json = nlohmann::ordered_json;
namespace wire = wire::hyperliquid;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t amount_most = 1'000'000'000'000'000;  // 10^-6 USD: sums stay in 64 bits
constexpr const char* unlisted = "Invalid asset";            // our words: the venue's are not known
constexpr std::string_view valid_until_mark = " valid_until ";

std::string text_field(const Json& action, const char* key) {
    const auto found = action.find(key);
    return found != action.end() && found->is_string() ? found->get<std::string>() : std::string();
}

AssetIndex index_of_asset(wire::AssetId asset) {
    return static_cast<AssetIndex>(asset);
}

OrderName name_of(const std::variant<std::uint64_t, wire::Cloid>& name) {
    if (const auto* const oid = std::get_if<std::uint64_t>(&name)) {
        return Oid{*oid};
    }
    return std::get<wire::Cloid>(name);
}

}  // namespace

bool Gate::is_listed(wire::AssetId asset) const {
    return static_cast<std::size_t>(asset) < exchange_.assets().size();
}

NewOrder Gate::new_order(const wire::Order& order) const {
    const market::Instrument& rules =
        exchange_.assets()[static_cast<std::size_t>(order.asset)].instrument;
    NewOrder result;
    result.asset = index_of_asset(order.asset);
    result.side = order.is_buy ? Side::bid : Side::ask;
    result.price =
        Ticks(market::parse_decimal(order.price.view(), rules.price_decimals).value_or(0));
    result.size = Lots(market::parse_decimal(order.size.view(), rules.size_decimals).value_or(-1));
    result.reduce_only = order.reduce_only;
    result.cloid = order.cloid;
    if (const auto* const limit = std::get_if<wire::LimitType>(&order.type)) {
        result.tif = limit->tif;
    } else {
        const auto& trigger = std::get<wire::TriggerType>(order.type);
        const auto price =
            market::parse_decimal(trigger.trigger_price.view(), rules.price_decimals);
        result.trigger = Trigger{.is_market = trigger.is_market,
                                 .is_take_profit = trigger.kind == wire::TriggerKind::take_profit,
                                 .price = Ticks(price.value_or(0))};
    }
    return result;
}

Gate::Translated Gate::translate_order(const wire::OrderAction& action) const {
    PlaceAction result;
    if (const auto* const grouping = std::get_if<wire::Grouping>(&action.grouping)) {
        result.grouping = *grouping;
    }
    if (action.builder && action.builder->fee > 0) {
        std::vector<std::string> texts;
        for (const wire::Order& order : action.orders) {
            texts.push_back(
                refusal_text(wire::Refusal::builder_fee, {.asset = index_of_asset(order.asset)}));
        }
        return item_refusals("order", texts);
    }
    for (const wire::Order& order : action.orders) {
        if (!is_listed(order.asset)) {
            return batch_refusal(unlisted);
        }
        result.orders.push_back(new_order(order));
    }
    return result;
}

/// One function per action; a member of Gate's, so that it sees the universe and the directory.
struct Gate::Translator {
    Gate& gate;
    AccountId account;
    std::int64_t now_ms;

    Translated operator()(const wire::OrderAction& action) const {
        return gate.translate_order(action);
    }
    Translated operator()(const wire::CancelAction& action) const {
        CancelAction result{.items = {}, .is_fast = action.fast};
        for (const wire::Cancel& item : action.cancels) {
            result.items.push_back({index_of_asset(item.asset), Oid{item.oid}});
        }
        return result;
    }
    Translated operator()(const wire::CancelByCloidAction& action) const {
        CancelAction result{.items = {}, .is_fast = action.fast};
        for (const wire::CloidCancel& item : action.cancels) {
            result.items.push_back({index_of_asset(item.asset), item.cloid});
        }
        return result;
    }
    Translated modifies(std::span<const wire::Modify> items, bool always_place,
                        bool is_batch) const {
        ModifyAction result;
        result.always_place = always_place;
        result.is_batch = is_batch;
        for (const wire::Modify& item : items) {
            if (!gate.is_listed(item.order.asset)) {
                return is_batch ? batch_refusal(unlisted) : failure(unlisted);
            }
            result.items.push_back({name_of(item.oid), gate.new_order(item.order)});
        }
        return result;
    }
    Translated operator()(const wire::ModifyAction& action) const {
        return modifies({&action.modify, 1}, action.always_place, false);
    }
    Translated operator()(const wire::BatchModifyAction& action) const {
        return modifies(action.modifies, action.always_place, true);
    }
    Translated operator()(const wire::ScheduleCancelAction& action) const {
        ScheduleCancelAction result;
        if (action.time_ms) {
            constexpr std::uint64_t latest_ms = INT64_MAX / 1'000'000;
            result.time = from_ms(static_cast<std::int64_t>(std::min(*action.time_ms, latest_ms)));
        }
        return result;
    }
    Translated operator()(const wire::UpdateLeverageAction& action) const {
        if (!gate.is_listed(action.asset)) {
            return failure(unlisted);
        }
        const auto value = static_cast<int>(std::min(action.leverage, 1000U));
        return LeverageAction{.asset = index_of_asset(action.asset),
                              .leverage = {.is_cross = action.is_cross, .value = value}};
    }
    Translated operator()(const wire::UpdateIsolatedMarginAction& action) const {
        if (!gate.is_listed(action.asset)) {
            return failure(unlisted);
        }
        return IsolatedMarginAction{
            .asset = index_of_asset(action.asset),
            .amount = MicroUsd(std::clamp(action.micro_usd, -amount_most, amount_most))};
    }
    Translated operator()(const wire::NoopAction&) const { return NoopAction{}; }
    Translated operator()(const wire::ReserveRequestWeightAction&) const {
        return failure("The paper exchange sells no request weight.");
    }
    Translated operator()(const wire::OtherAction& action) const {
        return gate.translate_other(action.value, account, now_ms);
    }
};

Gate::Translated Gate::translate(const wire::Request& request, AccountId account,
                                 std::int64_t now_ms) {
    return std::visit(Translator{*this, account, now_ms}, request.action);
}

Gate::Translated Gate::translate_other(const Json& action, AccountId account, std::int64_t now_ms) {
    const std::string type = text_field(action, "type");
    if (type == "approveAgent") {
        return approve_agent(action, account, now_ms);
    }
    if (type == "usdSend" || type == "withdraw3") {
        return send_usd(action);
    }
    return failure("The paper exchange does not know the action " + type + ".");
}

/// The name may end in " valid_until <ms>"; 90 days without it, at most 180.
Gate::Translated Gate::approve_agent(const Json& action, AccountId account, std::int64_t now_ms) {
    const auto address = wire::parse_address(text_field(action, "agentAddress"));
    if (!address) {
        return undeserializable("agentAddress");
    }
    Agent agent{.master = account,
                .name = text_field(action, "agentName"),
                .valid_until_ms = now_ms + 90 * day_ms};
    const std::size_t mark = agent.name.find(valid_until_mark);
    if (mark != std::string::npos) {
        const char* const first = agent.name.data() + mark + valid_until_mark.size();
        const char* const last = agent.name.data() + agent.name.size();
        std::int64_t until_ms = 0;
        if (std::from_chars(first, last, until_ms).ptr != last) {
            return failure("Invalid agent name.");
        }
        agent.valid_until_ms = std::min(until_ms, now_ms + 180 * day_ms);
        agent.name.erase(mark);
    }
    if (const auto refusal = directory_.approve(*address, agent, now_ms)) {
        return failure(*refusal);
    }
    return NoopAction{};
}

Gate::Translated Gate::send_usd(const Json& action) {
    const auto amount = market::parse_decimal(text_field(action, "amount"), 6);
    const auto destination = wire::parse_address(text_field(action, "destination"));
    if (!amount || !destination) {
        return failure("Invalid send");
    }
    TransferAction result{.to = {}, .amount = MicroUsd(*amount)};
    if (text_field(action, "type") == "usdSend") {
        const auto known = directory_.find(*destination);
        result.to = known ? *known : open_account(*destination, MicroUsd(0));
    }
    return result;
}

}  // namespace maxmin::venue::api
