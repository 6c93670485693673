// Reads about accounts. An address nobody knows has an empty account, as on the venue.
#include <algorithm>
#include <array>

#include "host/venue/api/info_call.hpp"
#include "host/wire/hyperliquid/order_status.hpp"

namespace maxmin::venue::api {
namespace {

using wire::hyperliquid::to_string;

constexpr std::size_t fills_in_reply = 2000;

/// Runs `read` for a known account; `empty` for an unknown one; nothing without a user field.
template <typename Read>
std::optional<Json> for_user(const InfoCall& call, Json empty, Read read) {
    const auto user = call.user();
    if (!user) {
        return std::nullopt;
    }
    return user->account ? read(*user->account) : std::move(empty);
}

std::optional<Json> open_orders_reply(const InfoCall& call) {
    return for_user(call, Json::array(),
                    [&](AccountId account) { return open_orders(call.view, account, false); });
}

std::optional<Json> frontend_open_orders(const InfoCall& call) {
    return for_user(call, Json::array(),
                    [&](AccountId account) { return open_orders(call.view, account, true); });
}

std::optional<Json> order_status(const InfoCall& call) {
    const Json unknown{{"status", "unknownOid"}};
    OrderName name;
    const auto field = call.body.find("oid");
    if (field == call.body.end()) {
        return std::nullopt;
    }
    if (field->is_number_unsigned()) {
        name = Oid{field->get<std::uint64_t>()};
    } else if (const auto cloid = wire::hyperliquid::parse_cloid(call.text("oid").value_or(""))) {
        name = *cloid;
    } else {
        return std::nullopt;
    }
    return for_user(call, unknown, [&](AccountId account) {
        const OrderChange* const change = call.view.history.order(account, name);
        return change == nullptr
                   ? unknown
                   : Json{{"status", "order"}, {"order", order_record(call.view, *change)}};
    });
}

std::optional<Json> historical_orders(const InfoCall& call) {
    return for_user(call, Json::array(), [&](AccountId account) {
        Json list = Json::array();
        const auto& orders = call.view.history.orders(account);
        std::for_each(orders.rbegin(), orders.rend(), [&](const auto& entry) {
            list.push_back(order_record(call.view, entry.second));
        });
        return list;
    });
}

std::optional<Json> user_fills_reply(const InfoCall& call) {
    return for_user(call, Json::array(), [&](AccountId account) {
        // Newest block first; the fills of one time stay in the order of execution.
        const std::deque<Fill>& fills = call.view.history.fills(account);
        Json list = Json::array();
        for (auto end = fills.end(); end != fills.begin() && list.size() < fills_in_reply;) {
            auto begin = end;
            while (begin != fills.begin() && (begin - 1)->time == (end - 1)->time) {
                --begin;
            }
            for (auto each = begin; each != end; ++each) {
                list.push_back(fill(call.view, *each));
            }
            end = begin;
        }
        return list;
    });
}

std::optional<Json> user_fills_by_time(const InfoCall& call) {
    const auto start = call.number("startTime");
    if (!start) {
        return std::nullopt;
    }
    const std::int64_t end = call.number("endTime").value_or(INT64_MAX);
    return for_user(call, Json::array(), [&](AccountId account) {
        std::vector<const Fill*> found;
        for (const Fill& each : call.view.history.fills(account)) {
            if (to_ms(each.time) >= *start && to_ms(each.time) <= end) {
                found.push_back(&each);
            }
        }
        if (call.truth("reversed")) {
            std::reverse(found.begin(), found.end());
        }
        found.resize(std::min(found.size(), fills_in_reply));
        Json list = Json::array();
        for (const Fill* const each : found) {
            list.push_back(fill(call.view, *each));
        }
        return list;
    });
}

std::optional<Json> clearinghouse(const InfoCall& call) {
    const Client nobody{.account = Account(call.view.exchange.assets()),
                        .budget = paper::RequestBudget(0),
                        .volume = {},
                        .open = {}};
    return for_user(call, clearinghouse_state(call.view, nobody), [&](AccountId account) {
        return clearinghouse_state(call.view, call.view.exchange.client(account));
    });
}

std::optional<Json> spot_clearinghouse(const InfoCall& call) {
    return for_user(call, spot_state(), [](AccountId) { return spot_state(); });
}

std::optional<Json> active_asset(const InfoCall& call) {
    const auto asset = call.coin();
    if (!asset) {
        return std::nullopt;
    }
    return for_user(call, nullptr, [&](AccountId account) {
        return *asset < 0 ? Json(nullptr) : active_asset_data(call.view, account, *asset);
    });
}

/// A rate of a schedule of its own: what the account is charged here.
Json user_fees_of(const InfoCall& call) {
    const auto rate = [](paper::Rate value) { return market::format_decimal(value.value(), 12); };
    const paper::FeeRates first = paper::fee_rates({.tier = 0});
    constexpr std::array cutoffs{"5000000.0",   "25000000.0",   "100000000.0",
                                 "500000000.0", "2000000000.0", "7000000000.0"};
    Json tiers = Json::array();
    for (int tier = 1; tier < paper::fee_tiers; ++tier) {
        const paper::FeeRates rates = paper::fee_rates({.tier = tier});
        tiers.push_back({{"ntlCutoff", cutoffs[static_cast<std::size_t>(tier - 1)]},
                         {"cross", rate(rates.taker)},
                         {"add", rate(rates.maker)},
                         {"spotCross", "0.0007"},
                         {"spotAdd", "0.0004"}});
    }
    const paper::FeeRates& own = call.view.exchange.fees();
    const Json schedule{
        {"cross", rate(first.taker)},
        {"add", rate(first.maker)},
        {"spotCross", "0.0007"},
        {"spotAdd", "0.0004"},
        {"tiers", {{"vip", tiers}, {"mm", Json::array()}}},
        {"referralDiscount", "0.0"},
        {"stakingDiscountTiers", Json::array({{{"bpsOfMaxSupply", "0.0"}, {"discount", "0.0"}}})}};
    return {{"dailyUserVlm", Json::array()},
            {"feeSchedule", schedule},
            {"userCrossRate", rate(own.taker)},
            {"userAddRate", rate(own.maker)},
            {"userSpotCrossRate", "0.0007"},
            {"userSpotAddRate", "0.0004"},
            {"activeReferralDiscount", "0.0"},
            {"trial", nullptr},
            {"feeTrialReward", "0.0"},
            {"nextTrialAvailableTimestamp", nullptr},
            {"stakingLink", nullptr},
            {"activeStakingDiscount", {{"bpsOfMaxSupply", "0.0"}, {"discount", "0.0"}}}};
}

std::optional<Json> user_fees(const InfoCall& call) {
    return call.user() ? std::optional(user_fees_of(call)) : std::nullopt;
}

std::optional<Json> user_rate_limit(const InfoCall& call) {
    const auto shape = [](MicroUsd volume, std::int64_t used, std::int64_t cap) {
        return Json{{"cumVlm", money_text(volume)},
                    {"nRequestsUsed", used},
                    {"nRequestsCap", cap},
                    {"nRequestsSurplus", 0}};
    };
    return for_user(call, shape(MicroUsd(0), 0, call.config.request_allowance),
                    [&](AccountId account) {
                        const Client& client = call.view.exchange.client(account);
                        return shape(client.volume, client.budget.used(),
                                     client.budget.limit(paper::to_usd(client.volume)));
                    });
}

std::optional<Json> user_funding(const InfoCall& call) {
    const std::int64_t start = call.number("startTime").value_or(0);
    const std::int64_t end = call.number("endTime").value_or(INT64_MAX);
    return for_user(call, Json::array(), [&](AccountId account) {
        Json list = Json::array();
        for (const FundingPayment& payment : call.view.history.funding(account)) {
            if (to_ms(payment.time) >= start && to_ms(payment.time) <= end) {
                Json delta{{"type", "funding"}};
                delta.update(funding_delta(call.view, payment));
                list.push_back({{"time", to_ms(payment.time)},
                                {"hash", hash_text(ActionHash::none)},
                                {"delta", std::move(delta)}});
            }
        }
        return list;
    });
}

std::optional<Json> ledger_updates(const InfoCall& call) {
    const std::int64_t start = call.number("startTime").value_or(0);
    return for_user(call, Json::array(), [&](AccountId account) {
        Json list = Json::array();
        for (const Transfer& transfer : call.view.history.transfers(account)) {
            if (to_ms(transfer.time) >= start) {
                list.push_back(ledger_update(call.view, transfer));
            }
        }
        return list;
    });
}

std::optional<Json> extra_agents(const InfoCall& call) {
    return for_user(call, Json::array(), [&](AccountId account) {
        Json list = Json::array();
        for (const auto& [address, agent] : call.view.directory.agents()) {
            if (agent.master == account && !agent.name.empty()) {
                list.push_back({{"name", agent.name},
                                {"address", to_string(address)},
                                {"validUntil", agent.valid_until_ms}});
            }
        }
        return list;
    });
}

std::optional<Json> user_role(const InfoCall& call) {
    const auto user = call.user();
    if (!user) {
        return std::nullopt;
    }
    const std::int64_t now_ms = to_ms(call.view.exchange.time());
    if (const Agent* const agent = call.view.directory.find_agent(user->address, now_ms)) {
        return Json{{"role", "agent"}, {"data", {{"user", call.view.user(agent->master)}}}};
    }
    return Json{{"role", user->account ? "user" : "missing"}};
}

std::optional<Json> no_sub_accounts(const InfoCall& call) {
    return call.user() ? std::optional(Json(nullptr)) : std::nullopt;
}

std::optional<Json> no_builder_fee(const InfoCall& call) {
    return call.user() ? std::optional(Json(0)) : std::nullopt;
}

std::optional<Json> abstraction(const InfoCall& call) {
    return call.user() ? std::optional(Json("disabled")) : std::nullopt;
}

std::optional<Json> empty_list(const InfoCall& call) {
    return call.user() ? std::optional(Json::array()) : std::nullopt;
}

constexpr std::array types{
    InfoType{"openOrders", 20, 0, open_orders_reply},
    InfoType{"frontendOpenOrders", 20, 0, frontend_open_orders},
    InfoType{"orderStatus", 2, 0, order_status},
    InfoType{"historicalOrders", 20, 20, historical_orders},
    InfoType{"userFills", 20, 20, user_fills_reply},
    InfoType{"userFillsByTime", 20, 20, user_fills_by_time},
    InfoType{"clearinghouseState", 2, 0, clearinghouse},
    InfoType{"spotClearinghouseState", 2, 0, spot_clearinghouse},
    InfoType{"activeAssetData", 20, 0, active_asset},
    InfoType{"userFees", 20, 0, user_fees},
    InfoType{"userRateLimit", 20, 0, user_rate_limit},
    InfoType{"userFunding", 20, 20, user_funding},
    InfoType{"userNonFundingLedgerUpdates", 20, 20, ledger_updates},
    InfoType{"extraAgents", 20, 0, extra_agents},
    InfoType{"userRole", 60, 0, user_role},
    InfoType{"subAccounts", 20, 0, no_sub_accounts},
    InfoType{"maxBuilderFee", 20, 0, no_builder_fee},
    InfoType{"userAbstraction", 20, 0, abstraction},
    InfoType{"userTwapSliceFills", 20, 20, empty_list},
    InfoType{"userVaultEquities", 20, 0, empty_list},
};

}  // namespace

std::span<const InfoType> account_info_types() {
    return types;
}

Json spot_state() {
    return {{"balances", Json::array()}};
}

/// The latest, oldest first.
Json user_fills(const View& view, AccountId account, std::size_t most) {
    const std::deque<Fill>& fills = view.history.fills(account);
    const auto count = static_cast<std::ptrdiff_t>(std::min(most, fills.size()));
    Json list = Json::array();
    std::for_each(fills.end() - count, fills.end(),
                  [&](const Fill& each) { list.push_back(fill(view, each)); });
    return list;
}

}  // namespace maxmin::venue::api
