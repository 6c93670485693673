#include "host/venue/api/subscription.hpp"

#include <algorithm>
#include <array>

#include "host/venue/api/info_call.hpp"

namespace maxmin::venue::api {
namespace {

enum class Needs : std::uint8_t { nothing, coin, user, user_and_coin, coin_and_interval };

struct Kind {
    std::string_view type;
    Channel channel;
    std::string_view data_channel;
    Needs needs = Needs::nothing;
    bool has_dex = false;
};

constexpr std::array kinds{
    Kind{"l2Book", Channel::l2_book, "l2Book", Needs::coin},
    Kind{"bbo", Channel::bbo, "bbo", Needs::coin},
    Kind{"trades", Channel::trades, "trades", Needs::coin},
    Kind{"allMids", Channel::all_mids, "allMids"},
    Kind{"candle", Channel::candle, "candle", Needs::coin_and_interval},
    Kind{"activeAssetCtx", Channel::active_asset_ctx, "activeAssetCtx", Needs::coin},
    Kind{"activeAssetData", Channel::active_asset_data, "activeAssetData", Needs::user_and_coin},
    Kind{"orderUpdates", Channel::order_updates, "orderUpdates", Needs::user},
    Kind{"userEvents", Channel::user_events, "user", Needs::user},
    Kind{"userFills", Channel::user_fills, "userFills", Needs::user},
    Kind{"userFundings", Channel::user_fundings, "userFundings", Needs::user},
    Kind{"userNonFundingLedgerUpdates", Channel::user_ledger, "userNonFundingLedgerUpdates",
         Needs::user},
    Kind{"openOrders", Channel::open_orders, "openOrders", Needs::user, true},
    Kind{"clearinghouseState", Channel::clearinghouse_state, "clearinghouseState", Needs::user,
         true},
    Kind{"spotState", Channel::spot_state, "spotState", Needs::user},
    Kind{"notification", Channel::notification, "notification", Needs::user},
};

Json field_or_null(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found == json.end() ? Json(nullptr) : *found;
}

/// False where it cannot be.
bool read_form(const Json& normal, BookForm& form) {
    const Json& figures = normal["nSigFigs"];
    const Json& mantissa = normal["mantissa"];
    if (!(figures.is_null() || figures.is_number_integer()) ||
        !(mantissa.is_null() || mantissa.is_number_integer())) {
        return false;
    }
    form.significant_figures = figures.is_null() ? 0 : figures.get<int>();
    form.mantissa = mantissa.is_null() ? 1 : mantissa.get<int>();
    const bool figures_fit = form.significant_figures == 0 ||
                             (form.significant_figures >= 2 && form.significant_figures <= 5);
    const bool mantissa_fits = form.mantissa == 1 || ((form.mantissa == 2 || form.mantissa == 5) &&
                                                      form.significant_figures == 5);
    return figures_fit && mantissa_fits;
}

}  // namespace

std::string_view channel_name(Channel channel) {
    return kinds[static_cast<std::size_t>(channel)].data_channel;
}

ParsedSubscription parse_subscription(const View& view, const Json& json) {
    const std::string type = json.is_object() ? field_or_null(json, "type").dump() : "";
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& each) {
        return type == '"' + std::string(each.type) + '"';
    });
    if (kind == kinds.end()) {
        return {};
    }
    Subscription result;
    result.channel = kind->channel;
    Json normal{{"type", kind->type}};
    bool is_valid = true;
    if (kind->needs == Needs::user || kind->needs == Needs::user_and_coin) {
        const Json user = field_or_null(json, "user");
        if (!user.is_string()) {
            return {};
        }
        result.user = wire::hyperliquid::parse_address(user.get<std::string>());
        is_valid = result.user.has_value();
        normal["user"] = is_valid ? Json(wire::hyperliquid::to_string(*result.user)) : user;
    }
    if (kind->needs != Needs::user && kind->needs != Needs::nothing) {
        const Json coin = field_or_null(json, "coin");
        if (!coin.is_string()) {
            return {};
        }
        result.asset = find_coin(view, coin.get<std::string>()).value_or(-1);
        is_valid = is_valid && result.asset >= 0;
        normal["coin"] = coin;
    }
    if (kind->needs == Needs::coin_and_interval) {
        const Json interval = field_or_null(json, "interval");
        if (!interval.is_string()) {
            return {};
        }
        result.interval = interval.get<std::string>();
        is_valid = is_valid && interval_ms(result.interval);
        normal["interval"] = interval;
    }
    if (kind->channel == Channel::l2_book) {
        normal["nSigFigs"] = field_or_null(json, "nSigFigs");
        normal["mantissa"] = field_or_null(json, "mantissa");
        is_valid = read_form(normal, result.form) && is_valid;
        if (field_or_null(json, "fast") == true) {
            normal["fast"] = true;
            result.form.is_fast = true;
            result.form.levels = 5;
        }
    }
    const Json dex = field_or_null(json, "dex");
    if (kind->has_dex || (kind->channel == Channel::all_mids && !dex.is_null())) {
        normal["dex"] = dex.is_null() ? Json("") : dex;
        is_valid = is_valid && normal["dex"] == "";
    }
    if (field_or_null(json, "aggregateByTime").is_boolean()) {
        normal["aggregateByTime"] = json["aggregateByTime"];
    }
    result.normal = normal.dump();
    const std::string text = result.normal;
    return {.subscription = is_valid ? std::optional(std::move(result)) : std::nullopt,
            .normal = text};
}

}  // namespace maxmin::venue::api
