// A recording as the outside market: its books, best quotes and prints at their own pace, moved in
// time so that it begins when the exchange opens. What clients take is not known to it: the next
// recorded book shows the size again. When the recording is over, the market stands still.
#pragma once

#include <vector>

#include "host/market/event.hpp"
#include "host/venue/outside_market.hpp"

namespace maxmin::venue::markets {

class RecordedMarket final : public OutsideMarket {
  public:
    RecordedMarket(market::Recording recording, Timestamp start);

    std::span<const market::Instrument> instruments() const override {
        return recording_.instruments;
    }
    void begin_at(Timestamp time) override;
    void advance(Timestamp until, MarketSink& sink) override;
    /// Recordings carry no oracle.
    std::optional<Ticks> oracle(AssetIndex) const override { return std::nullopt; }
    void resume_at(AssetIndex, Ticks) override {}
    void on_taken(AssetIndex, Side, const market::BookLevel&) override {}

    bool is_over() const { return next_ == order_.size(); }
    Duration length() const;

  private:
    market::Recording recording_;
    std::vector<std::uint32_t> order_;  // of events, by exchange time, prints before books
    std::size_t next_ = 0;
    Duration shift_;
};

}  // namespace maxmin::venue::markets
