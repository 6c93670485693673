// The venue's metadata: which markets there are. A perp's number is its place in the universe, a
// spot pair's is its index field; a pair's decimals are those of its base token, found by the
// token's index field and not by its place.
#include <unordered_map>

#include "host/exchange/hyperliquid/reply_codec.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

namespace wire = wire::hyperliquid;

constexpr std::uint64_t size_decimals_max = 8;

struct SpotPair {
    std::string coin;
    std::uint64_t index = 0;
    std::uint64_t base_token = 0;
};

int size_decimals_of(JsonFields& fields, JsonFields::Object& item) {
    const std::uint64_t decimals = fields.number(item, "szDecimals");
    if (decimals > size_decimals_max) {
        fields.note({"szDecimals", {}, "more decimals than the venue has", {}});
    }
    return static_cast<int>(decimals);
}

}  // namespace

void ReplyCodec::read_universe(Object& meta, std::vector<Listing>& listings) {
    fields_.each(meta, "universe", [&](Value& value) {
        Object item;
        if (!fields_.object_of(value, "universe", item)) {
            return false;
        }
        Listing listing;
        listing.id = wire::perp_asset(static_cast<std::uint32_t>(listings.size()));
        listing.size_decimals = size_decimals_of(fields_, item);
        listing.coin = fields_.text(item, "name");
        const std::uint64_t leverage = fields_.number(item, "maxLeverage");
        if (leverage == 0 || leverage > 1000) {
            fields_.note({"maxLeverage", {}, "no leverage between 1 and 1000", {}});
        }
        listing.leverage_max = static_cast<int>(leverage);
        listing.is_delisted = fields_.is_set(item, "isDelisted");
        std::string_view mode;
        listing.isolated_only =
            fields_.is_set(item, "onlyIsolated") || fields_.has_text(item, "marginMode", mode);
        listings.push_back(std::move(listing));
        return fields_.good();
    });
}

std::optional<std::vector<Listing>> ReplyCodec::meta(std::string_view body) {
    std::vector<Listing> listings;
    Object object;
    if (!root(body, object)) {
        return std::nullopt;
    }
    read_universe(object, listings);
    return checked(std::move(listings));
}

std::optional<std::vector<AssetContext>> ReplyCodec::meta_and_contexts(std::string_view body) {
    std::vector<Listing> listings;
    std::vector<AssetContext> contexts;
    Array halves;
    if (!root(body, halves)) {
        return std::nullopt;
    }
    std::size_t half = 0;
    std::size_t place = 0;
    fields_.each_of(halves, [&](Value& value) {
        Object meta;
        Array list;
        if (half == 0 && fields_.object_of(value, "meta", meta)) {
            read_universe(meta, listings);
        } else if (half == 1 && fields_.array_of(value, "contexts", list)) {
            each_object(list, "contexts", [&](Object& item) {
                const Coin* const coin =
                    place < listings.size() ? coins_.find(listings[place].coin) : nullptr;
                AssetContext context;
                if (coin != nullptr && decode_context(fields_, item, *coin, context)) {
                    contexts.push_back(context);
                }
                ++place;
            });
        }
        ++half;
        return fields_.good();
    });
    if (half < 2 || place != listings.size()) {
        fields_.note({"contexts", {}, "not one for each coin of the universe", {}});
    }
    return checked(std::move(contexts));
}

std::optional<std::vector<Listing>> ReplyCodec::spot_meta(std::string_view body) {
    std::vector<SpotPair> pairs;
    std::unordered_map<std::uint64_t, int> token_decimals;
    Object object;
    if (!root(body, object)) {
        return std::nullopt;
    }
    fields_.each(object, "universe", [&](Value& value) {
        Object item;
        if (!fields_.object_of(value, "universe", item)) {
            return false;
        }
        SpotPair pair;
        std::size_t tokens = 0;
        fields_.each(item, "tokens", [&](Value& token) {
            std::uint64_t index = 0;
            fields_.passes(token.get_uint64().get(index), "tokens");
            pair.base_token = tokens == 0 ? index : pair.base_token;
            ++tokens;
            return fields_.good();
        });
        if (tokens != 2) {
            fields_.note({"tokens", {}, "not two tokens of a pair", {}});
        }
        pair.coin = fields_.text(item, "name");
        pair.index = fields_.number(item, "index");
        pairs.push_back(std::move(pair));
        return fields_.good();
    });
    fields_.each(object, "tokens", [&](Value& value) {
        Object item;
        if (fields_.object_of(value, "tokens", item)) {
            const int decimals = size_decimals_of(fields_, item);
            token_decimals[fields_.number(item, "index")] = decimals;
        }
        return fields_.good();
    });
    std::vector<Listing> listings;
    for (SpotPair& pair : pairs) {
        const auto decimals = token_decimals.find(pair.base_token);
        if (decimals == token_decimals.end() ||
            pair.index >= wire::first_builder_perp - wire::first_spot) {
            fields_.note({"universe", {}, "a pair of a token that is not listed", {}});
            break;
        }
        listings.push_back({.coin = std::move(pair.coin),
                            .id = wire::spot_asset(static_cast<std::uint32_t>(pair.index)),
                            .size_decimals = decimals->second});
    }
    return checked(std::move(listings));
}

}  // namespace maxmin::exchange::hyperliquid
