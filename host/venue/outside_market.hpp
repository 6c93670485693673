// Everyone who is not a client: where depth, prints and the oracle price come from. A recording or
// a synthetic market; both speak in market events, so the matching rules are the same for both.
#pragma once

#include <optional>
#include <span>

#include "host/market/event.hpp"

namespace maxmin::venue {

class MarketSink {
  public:
    MarketSink() = default;
    MarketSink(const MarketSink&) = delete;
    MarketSink& operator=(const MarketSink&) = delete;
    virtual ~MarketSink() = default;

    virtual void on_market(const market::MarketEvent& event,
                           std::span<const market::BookLevel> bids,
                           std::span<const market::BookLevel> asks) = 0;
};

class OutsideMarket {
  public:
    OutsideMarket() = default;
    OutsideMarket(const OutsideMarket&) = delete;
    OutsideMarket& operator=(const OutsideMarket&) = delete;
    virtual ~OutsideMarket() = default;

    virtual std::span<const market::Instrument> instruments() const = 0;
    /// Nothing has happened before `time`; called before the first advance, if at all.
    virtual void begin_at(Timestamp time) = 0;
    /// Everything after the last call up to and including `until`, in rising exchange time.
    virtual void advance(Timestamp until, MarketSink& sink) = 0;
    /// What others think the asset is worth; empty where the market has no idea of its own and the
    /// middle of its book has to do.
    virtual std::optional<Ticks> oracle(AssetIndex asset) const = 0;
    /// Where the price stood when an earlier run ended; a market that cannot go on from there
    /// begins as it does.
    virtual void resume_at(AssetIndex asset, Ticks price) = 0;
    /// A client took this much off a level shown on `side`.
    virtual void on_taken(AssetIndex asset, Side side, const market::BookLevel& taken) = 0;
};

}  // namespace maxmin::venue
