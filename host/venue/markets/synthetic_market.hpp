// A seeded market of up to a thousand assets: log-prices with stochastic volatility and one common
// factor, jumps, and taker orders of a self- and cross-exciting flow (Hawkes) that eat into a book
// whose levels persist from block to block. What clients take is gone from it too, so a large
// client order moves the price. Each asset has random streams of its own: adding assets changes
// none of the others but through the common factor, which is one stream.
#pragma once

#include <memory>
#include <vector>

#include "host/base/random.hpp"
#include "host/venue/config.hpp"
#include "host/venue/outside_market.hpp"

namespace maxmin::venue::markets {

class SyntheticAsset;

class SyntheticMarket final : public OutsideMarket {
  public:
    /// Throws InputError naming the setting that is out of range. The market opens at `start`.
    SyntheticMarket(const SyntheticConfig& config, Timestamp start);
    ~SyntheticMarket() override;

    std::span<const market::Instrument> instruments() const override { return instruments_; }
    void begin_at(Timestamp time) override;
    void advance(Timestamp until, MarketSink& sink) override;
    std::optional<Ticks> oracle(AssetIndex asset) const override;
    void resume_at(AssetIndex asset, Ticks price) override;
    void on_taken(AssetIndex asset, Side side, const market::BookLevel& taken) override;

  private:
    SyntheticConfig config_;
    std::vector<market::Instrument> instruments_;
    std::vector<std::unique_ptr<SyntheticAsset>> assets_;
    RandomStream common_;
    double common_log_variance_ = 0.0;
    Timestamp now_;
};

}  // namespace maxmin::venue::markets
