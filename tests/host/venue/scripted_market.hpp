// An outside market that says what a test tells it to say, and remembers what was taken from it.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "host/venue/outside_market.hpp"

namespace maxmin::venue {

class ScriptedMarket final : public OutsideMarket {
  public:
    explicit ScriptedMarket(std::vector<market::Instrument> instruments)
        : instruments_(std::move(instruments)) {}

    using Levels = std::vector<market::BookLevel>;

    /// Shown in the next block, stamped `time`.
    void show(AssetIndex asset, Levels bids, Levels asks, Timestamp time) {
        Said said;
        said.event.kind = market::EventKind::book;
        said.event.asset = asset;
        said.event.exchange_time = time;
        said.bids = std::move(bids);
        said.asks = std::move(asks);
        said_.push_back(std::move(said));
    }
    void print(AssetIndex asset, Side aggressor, market::BookLevel traded, Timestamp time) {
        Said said;
        said.event.kind = market::EventKind::trade;
        said.event.asset = asset;
        said.event.exchange_time = time;
        said.event.aggressor = aggressor;
        said.event.bid = traded;
        said_.push_back(std::move(said));
    }
    void set_oracle(Ticks oracle) { oracle_ = oracle; }
    const std::vector<market::BookLevel>& taken() const { return taken_; }

    std::span<const market::Instrument> instruments() const override { return instruments_; }
    void begin_at(Timestamp) override {}
    void advance(Timestamp, MarketSink& sink) override {
        for (const Said& said : std::exchange(said_, {})) {
            sink.on_market(said.event, said.bids, said.asks);
        }
    }
    std::optional<Ticks> oracle(AssetIndex) const override { return oracle_; }
    void resume_at(AssetIndex, Ticks) override {}
    void on_taken(AssetIndex, Side, const market::BookLevel& taken) override {
        taken_.push_back(taken);
    }

  private:
    struct Said {
        market::MarketEvent event;
        Levels bids;
        Levels asks;
    };

    std::vector<market::Instrument> instruments_;
    std::vector<Said> said_;
    std::vector<market::BookLevel> taken_;
    std::optional<Ticks> oracle_;
};

}  // namespace maxmin::venue
