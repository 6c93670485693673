#include "host/venue/api/info.hpp"

#include <algorithm>

#include "host/venue/api/info_call.hpp"

namespace maxmin::venue::api {
namespace {

const InfoType* find_type(std::string_view name) {
    for (const auto types : {market_info_types(), account_info_types()}) {
        const auto found = std::find_if(types.begin(), types.end(),
                                        [&](const InfoType& type) { return type.name == name; });
        if (found != types.end()) {
            return &*found;
        }
    }
    return nullptr;
}

}  // namespace

std::optional<std::string> InfoCall::text(const char* key) const {
    const auto found = body.find(key);
    const bool is_text = found != body.end() && found->is_string();
    return is_text ? std::optional(found->get<std::string>()) : std::nullopt;
}

std::optional<std::int64_t> InfoCall::number(const char* key) const {
    const auto found = body.find(key);
    const bool is_number = found != body.end() && found->is_number_integer();
    return is_number ? std::optional(found->get<std::int64_t>()) : std::nullopt;
}

bool InfoCall::truth(const char* key) const {
    const auto found = body.find(key);
    return found != body.end() && found->is_boolean() && found->get<bool>();
}

std::optional<InfoCall::User> InfoCall::user() const {
    const auto address = wire::hyperliquid::parse_address(text("user").value_or(""));
    if (!address) {
        return std::nullopt;
    }
    return User{.address = *address, .account = view.directory.find(*address)};
}

std::optional<AssetIndex> InfoCall::coin() const {
    const auto name = text("coin");
    if (!name) {
        return std::nullopt;
    }
    return find_coin(view, *name).value_or(-1);
}

std::optional<AssetIndex> find_coin(const View& view, std::string_view coin) {
    const auto assets = view.exchange.assets();
    const auto found = std::find_if(assets.begin(), assets.end(), [&](const Asset& asset) {
        return asset.instrument.symbol == coin;
    });
    return found == assets.end() ? std::nullopt
                                 : std::optional(static_cast<AssetIndex>(found - assets.begin()));
}

InfoReply info(const View& view, const VenueConfig& config, const Json& body) {
    const InfoCall call{.view = view, .config = config, .body = body};
    const auto name = body.is_object() ? call.text("type") : std::nullopt;
    const InfoType* const type = name ? find_type(*name) : nullptr;
    if (type == nullptr) {
        return {.reply = undeserializable("")};
    }
    const auto dex = call.text("dex");
    if (dex && !dex->empty()) {
        return {.reply = {.status = 500, .body = "null"}, .weight = type->weight};
    }
    const auto json = type->handler(call);
    if (!json) {
        return {.reply = undeserializable(""), .weight = type->weight};
    }
    int weight = type->weight;
    if (type->items_per_weight > 0) {
        weight += static_cast<int>(json->size()) / type->items_per_weight;
    }
    return {.reply = {.status = 200, .body = json->dump()}, .weight = weight};
}

}  // namespace maxmin::venue::api
