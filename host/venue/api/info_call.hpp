// One read on its way: what it asks of, and its fields as the handlers need them. A handler returns
// nothing for a field that is missing or of the wrong type; the caller then answers 422.
#pragma once

#include <optional>

#include "host/venue/api/info.hpp"
#include "host/venue/api/text.hpp"

namespace maxmin::venue::api {

struct InfoCall {
    const View& view;
    const VenueConfig& config;
    const Json& body;

    struct User {
        Address address;
        std::optional<AccountId> account;  // empty: nobody we know
    };

    std::optional<std::string> text(const char* key) const;
    /// Empty for absent and null alike.
    std::optional<std::int64_t> number(const char* key) const;
    bool truth(const char* key) const;
    std::optional<User> user() const;
    /// Empty if the field is no text; an unlisted coin is -1.
    std::optional<AssetIndex> coin() const;
};

using InfoHandler = std::optional<Json> (*)(const InfoCall&);

struct InfoType {
    std::string_view name;
    int weight = 20;
    int items_per_weight = 0;  // further weight: one for each so many items of the reply
    InfoHandler handler = nullptr;
};

std::span<const InfoType> market_info_types();
std::span<const InfoType> account_info_types();

/// Candles of an interval, oldest first, that overlap [start, end]; also the last one for a
/// channel.
Json candles(const View& view, AssetIndex asset, const std::string& interval, std::int64_t start_ms,
             std::int64_t end_ms);
/// Milliseconds of "1m" to "1M"; empty for another text.
std::optional<std::int64_t> interval_ms(std::string_view interval);
Json user_fills(const View& view, AccountId account, std::size_t most);
Json meta(const View& view);
Json all_mids(const View& view);
Json spot_state();

}  // namespace maxmin::venue::api
