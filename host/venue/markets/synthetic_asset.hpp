// One asset of the synthetic market.
#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "host/base/random.hpp"
#include "host/venue/config.hpp"
#include "host/venue/markets/roster.hpp"
#include "host/venue/outside_market.hpp"

namespace maxmin::venue::markets {

/// What moves every asset in a step, in units of one asset's own standard deviation.
struct CommonMove {
    double normal = 0.0;
    double variance_factor = 1.0;
};

class SyntheticAsset {
  public:
    SyntheticAsset(const SyntheticConfig& config, AssetIndex index, AssetTraits traits,
                   Timestamp start);

    /// Prints first, then the book if it is another than before.
    void advance(Timestamp until, const CommonMove& common, MarketSink& sink);
    /// All of it, as if it had begun so much later.
    void move_in_time(Duration later);
    Ticks fair() const;
    void resume_at(Ticks price);
    void on_taken(Side side, const market::BookLevel& taken);

  private:
    struct Flow {
        double excitation = 0.0;  // 1/s, at `at`
        Timestamp at;
        double bound = 0.0;  // of the intensity until the next candidate
        Timestamp candidate;
    };

    double exponential() { return -std::log1p(-random_.uniform()); }
    double lognormal(double median, double sd);
    std::vector<market::BookLevel>& levels(Side side) {
        return levels_[static_cast<std::size_t>(index_of(side))];
    }
    void move_price(double step_s, const CommonMove& common);
    void draw_candidate(Flow& flow, Timestamp from);
    void run_flow(Timestamp until, MarketSink& sink);
    void take(Side aggressor, Timestamp time, MarketSink& sink);
    void requote();
    void requote(Side side, Ticks wanted);
    void churn();
    Ticks step() const;
    Lots random_level(Ticks price);
    market::MarketEvent event(market::EventKind kind, Timestamp time) const;
    bool is_out(Timestamp until, double step_s);

    SyntheticConfig config_;
    AssetIndex index_;
    AssetTraits traits_;
    RandomStream random_;
    std::array<std::vector<market::BookLevel>, 2> levels_;
    std::array<Flow, 2> flow_;  // by the side of the aggressor
    double log_price_ = 0.0;    // of the fair price in USD
    double log_variance_ = 0.0;
    double baseline_per_s_ = 0.0;
    Timestamp now_;
    Timestamp out_until_;
    std::uint64_t trades_ = 0;
    bool changed_ = true;
};

}  // namespace maxmin::venue::markets
