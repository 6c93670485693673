#include "host/exchange/hyperliquid/reply_codec.hpp"

namespace maxmin::exchange::hyperliquid {

namespace wire = wire::hyperliquid;

HttpFate fate_of_status(int status) {
    if (status == 200) {
        return HttpFate::answered;
    }
    // 408 and everything of the server's own making may have come too late to stop it.
    const bool refused = status >= 400 && status < 500 && status != 408;
    return refused ? HttpFate::not_executed : HttpFate::unknown;
}

bool ReplyCodec::begin(std::string_view body) {
    fields_.clear();
    text_.reserve(body.size() + simdjson::SIMDJSON_PADDING);
    text_.assign(body);
    return fields_.passes(parser_.parse(text_.data(), text_.size(), false).get(document_), "");
}

bool ReplyCodec::root(std::string_view body, Object& object) {
    return begin(body) && fields_.object_of(document_, "", object);
}

bool ReplyCodec::root(std::string_view body, Array& array) {
    return begin(body) && fields_.array_of(document_, "", array);
}

const Coin* ReplyCodec::ours(Object& item) {
    const Coin* const coin = coin_of(fields_, item, coins_);
    other_coins_ += coin == nullptr && fields_.good() ? 1 : 0;
    return coin;
}

std::optional<std::vector<Mid>> ReplyCodec::mids(std::string_view body) {
    std::vector<Mid> mids;
    Object object;
    if (!root(body, object)) {
        return std::nullopt;
    }
    fields_.each_text(object, "mids", [&](std::string_view name, std::string_view letters) {
        if (const Coin* const coin = coins_.find(name)) {
            mids.push_back({coin->asset, fields_.amount_of(letters, "mids")});
        }
    });
    return checked(std::move(mids));
}

std::optional<market::MarketEvent> ReplyCodec::book(std::string_view body) {
    Object data;
    if (!root(body, data)) {
        return std::nullopt;
    }
    market::MarketEvent event;
    if (const Coin* const coin = ours(data)) {
        event.asset = coin->asset;
        static_cast<void>(decode_book(fields_, data, *coin->rules, event, levels_));
    } else {
        fields_.note({"coin", {}, "is not ours", {}});
    }
    return checked(event);
}

std::optional<std::vector<OrderView>> ReplyCodec::open_orders(std::string_view body) {
    std::vector<OrderView> orders;
    Array list;
    if (!root(body, list) || !decode_orders(fields_, list, coins_, orders, other_coins_)) {
        return std::nullopt;
    }
    return orders;
}

std::optional<OrderQuery> ReplyCodec::order_status(std::string_view body) {
    OrderQuery query;
    Object object;
    Object outer;
    Object order;
    if (!root(body, object)) {
        return std::nullopt;
    }
    const std::string_view status = fields_.text(object, "status");
    if (status == "order") {
        query.found = true;
        if (fields_.object(object, "order", outer) && fields_.object(outer, "order", order)) {
            const Coin* const coin = ours(order);
            query.ours = coin != nullptr &&
                         decode_order(fields_, order, *coin, query.update.order) &&
                         decode_update(fields_, outer, query.update);
        }
    } else if (status != "unknownOid") {
        fields_.note({"status", status, "is neither order nor unknownOid", {}});
    }
    return checked(query);
}

std::optional<std::vector<Fill>> ReplyCodec::fills(std::string_view body) {
    std::vector<Fill> fills;
    Array list;
    if (!root(body, list)) {
        return std::nullopt;
    }
    fields_.each_of(list, [&](Value& value) {
        Object item;
        Fill fill;
        const Coin* const coin = fields_.object_of(value, "fills", item) ? ours(item) : nullptr;
        if (coin != nullptr && decode_fill(fields_, item, *coin, fill)) {
            fills.push_back(fill);
        } else if (!fields_.good()) {
            ++refused_fills_;
            fields_.clear();
        }
        return true;
    });
    return checked(std::move(fills));
}

std::optional<AccountState> ReplyCodec::account(std::string_view body) {
    AccountState state;
    Object data;
    if (!root(body, data) || !decode_account(fields_, data, coins_, positions_, state)) {
        return std::nullopt;
    }
    return state;
}

std::optional<FeeRates> ReplyCodec::fee_rates(std::string_view body) {
    FeeRates rates;
    Object data;
    if (!root(body, data)) {
        return std::nullopt;
    }
    rates.perp_taker = fields_.amount(data, "userCrossRate");
    rates.perp_maker = fields_.amount(data, "userAddRate");
    rates.spot_taker = fields_.amount(data, "userSpotCrossRate");
    rates.spot_maker = fields_.amount(data, "userSpotAddRate");
    rates.referral_discount = fields_.amount(data, "activeReferralDiscount");
    return checked(rates);
}

std::optional<RequestAllowance> ReplyCodec::allowance(std::string_view body) {
    RequestAllowance allowance;
    Object data;
    if (!root(body, data)) {
        return std::nullopt;
    }
    allowance.traded_usd = fields_.amount(data, "cumVlm");
    allowance.used = static_cast<std::int64_t>(fields_.number(data, "nRequestsUsed"));
    allowance.limit = static_cast<std::int64_t>(fields_.number(data, "nRequestsCap"));
    allowance.surplus = static_cast<std::int64_t>(fields_.number_or(data, "nRequestsSurplus", 0));
    return checked(allowance);
}

std::optional<std::vector<Agent>> ReplyCodec::agents(std::string_view body) {
    std::vector<Agent> agents;
    Array list;
    if (!root(body, list)) {
        return std::nullopt;
    }
    each_object(list, "agents", [&](Object& item) {
        Agent agent;
        agent.name = fields_.text(item, "name");
        const std::string_view letters = fields_.text(item, "address");
        const auto address = wire::parse_address(letters);
        if (!address) {
            fields_.note({"address", letters, "is no address", {}});
        }
        agent.address = address.value_or(wire::Address{});
        agent.valid_until = fields_.time_ms(item, "validUntil");
        agents.push_back(std::move(agent));
    });
    return checked(std::move(agents));
}

std::optional<Role> ReplyCodec::role(std::string_view body) {
    Role role;
    Object object;
    if (!root(body, object)) {
        return std::nullopt;
    }
    const std::string_view word = fields_.text(object, "role");
    constexpr std::pair<std::string_view, RoleKind> words[] = {
        {"missing", RoleKind::missing},
        {"user", RoleKind::user},
        {"agent", RoleKind::agent},
        {"vault", RoleKind::vault},
        {"subAccount", RoleKind::sub_account},
    };
    role.kind = RoleKind::other;
    for (const auto& [name, kind] : words) {
        role.kind = name == word ? kind : role.kind;
    }
    Object data;
    if ((role.kind == RoleKind::agent || role.kind == RoleKind::sub_account) &&
        fields_.object(object, "data", data)) {
        const std::string_view letters =
            fields_.text(data, role.kind == RoleKind::agent ? "user" : "master");
        const auto address = wire::parse_address(letters);
        if (!address) {
            fields_.note({"data", letters, "is no address", {}});
        }
        role.of = address.value_or(wire::Address{});
    }
    return checked(role);
}

std::optional<ExchangeReply> ReplyCodec::exchange(std::string_view body) {
    ExchangeReply reply;
    Object object;
    if (!root(body, object) || !decode_exchange_reply(fields_, object, items_, reply)) {
        return std::nullopt;
    }
    return reply;
}

}  // namespace maxmin::exchange::hyperliquid
