// The venue's HTTP answers, each by the question that was asked. A question's answer is all or
// nothing: empty where a field that matters is missing or malformed, or where the body is not what
// was asked for ("null" for an unknown coin, the text of a failure); fault() says what it was.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "host/exchange/hyperliquid/item_fields.hpp"
#include "host/exchange/hyperliquid/replies.hpp"
#include "host/market/hyperliquid_data.hpp"

namespace maxmin::exchange::hyperliquid {

/// What an HTTP status tells about a signed action.
enum class HttpFate : std::uint8_t {
    answered,      // the body says
    not_executed,  // malformed, or too many requests
    unknown,       // it may have been executed: ask for the orders' fate
};
HttpFate fate_of_status(int status);

class ReplyCodec {
  public:
    /// The coins must outlive the codec. Metadata can be read with a table of none.
    explicit ReplyCodec(const SymbolTable& coins) : coins_(coins) {}

    std::optional<std::vector<Listing>> meta(std::string_view body);
    std::optional<std::vector<Listing>> spot_meta(std::string_view body);
    /// Of our coins, in the order of the universe.
    std::optional<std::vector<AssetContext>> meta_and_contexts(std::string_view body);
    std::optional<std::vector<Mid>> mids(std::string_view body);
    /// The event's asset and times are set; the levels point into the codec until its next call.
    std::optional<market::MarketEvent> book(std::string_view body);
    const market::BookLevels& levels() const { return levels_; }
    /// openOrders and frontendOpenOrders. Children of unfilled parents are listed by themselves.
    std::optional<std::vector<OrderView>> open_orders(std::string_view body);
    std::optional<OrderQuery> order_status(std::string_view body);
    /// userFills and userFillsByTime, in the order of the body. Texts point into the codec, until
    /// its next call. The one list that may have gaps: a fill with a malformed field (the dust of a
    /// spot balance is finer than a lot) is left out and counted in refused_fills().
    std::optional<std::vector<Fill>> fills(std::string_view body);
    /// The positions' span points into the codec, until its next call.
    std::optional<AccountState> account(std::string_view body);
    std::optional<FeeRates> fee_rates(std::string_view body);
    std::optional<RequestAllowance> allowance(std::string_view body);
    std::optional<std::vector<Agent>> agents(std::string_view body);
    std::optional<Role> role(std::string_view body);
    /// Of a signed action; items and texts point into the codec, until its next call.
    std::optional<ExchangeReply> exchange(std::string_view body);

    /// Of the last call. Its texts, too, are valid until the next.
    const market::FieldFault& fault() const { return fields_.fault(); }
    /// Items left out since the start because their coins are not ours.
    std::uint64_t other_coins() const { return other_coins_; }
    /// Fills left out since the start.
    std::uint64_t refused_fills() const { return refused_fills_; }

  private:
    using Object = JsonFields::Object;
    using Array = JsonFields::Array;
    using Value = JsonFields::Value;

    /// Copies the body to where it may be parsed and starts on it.
    bool begin(std::string_view body);
    bool root(std::string_view body, Object& object);
    bool root(std::string_view body, Array& array);
    /// Hands each object of a list to `take` until one leaves a fault.
    template <typename Take>
    void each_object(Array& list, std::string_view field, Take take) {
        fields_.each_of(list, [&](Value& value) {
            Object item;
            if (fields_.object_of(value, field, item)) {
                take(item);
            }
            return fields_.good();
        });
    }
    void read_universe(Object& meta, std::vector<Listing>& listings);
    const Coin* ours(Object& item);
    /// The value if no fault was found.
    template <typename T>
    std::optional<T> checked(T value) const {
        return fields_.good() ? std::optional<T>(std::move(value)) : std::nullopt;
    }

    const SymbolTable& coins_;
    simdjson::dom::parser parser_;
    Value document_;
    std::string text_;  // with room to read beyond its end
    JsonFields fields_;
    market::BookLevels levels_;
    std::vector<Position> positions_;
    std::vector<ReplyItem> items_;
    std::uint64_t other_coins_ = 0;
    std::uint64_t refused_fills_ = 0;
};

}  // namespace maxmin::exchange::hyperliquid
