#include "host/venue/markets/synthetic_market.hpp"

#include <cmath>

#include "host/paper/setting.hpp"
#include "host/venue/markets/calibration.hpp"
#include "host/venue/markets/synthetic_asset.hpp"

namespace maxmin::venue::markets {
namespace {

constexpr int assets_max = 1000;

void validate(const SyntheticConfig& config) {
    paper::checked_setting(config.assets, "venue.synthetic.assets", 1, assets_max);
    paper::checked_setting(config.volatility_scale, "venue.synthetic.volatility_scale", 0.0, 20.0);
    paper::checked_setting(config.correlation, "venue.synthetic.correlation", -1.0, 1.0);
    paper::checked_setting(config.jumps_per_hour, "venue.synthetic.jumps_per_hour", 0.0, 3600.0);
    paper::checked_setting(config.jump_bps, "venue.synthetic.jump_bps", 0.0, 5000.0);
    paper::checked_setting(config.outages_per_hour, "venue.synthetic.outages_per_hour", 0.0,
                           3600.0);
    paper::checked_setting(config.outage_s, "venue.synthetic.outage_s", 0.0, 3600.0);
}

}  // namespace

SyntheticMarket::SyntheticMarket(const SyntheticConfig& config, Timestamp start)
    : config_(config), common_(config.seed), now_(start) {
    validate(config);
    for (AssetIndex index = 0; index < config.assets; ++index) {
        AssetTraits traits = traits_of(index);
        instruments_.push_back(traits.instrument);
        assets_.push_back(
            std::make_unique<SyntheticAsset>(config, index, std::move(traits), start));
    }
}

SyntheticMarket::~SyntheticMarket() = default;

void SyntheticMarket::begin_at(Timestamp time) {
    for (const auto& asset : assets_) {
        asset->move_in_time(time - now_);
    }
    now_ = time;
}

void SyntheticMarket::advance(Timestamp until, MarketSink& sink) {
    const double pull = calibration::log_variance_reversion_per_s * to_seconds(until - now_);
    now_ = until;
    common_log_variance_ += -pull * common_log_variance_ +
                            calibration::log_variance_sd * std::sqrt(2.0 * pull) * common_.normal();
    const CommonMove common{.normal = common_.normal(),
                            .variance_factor = std::exp(common_log_variance_)};
    for (const auto& asset : assets_) {
        asset->advance(until, common, sink);
    }
}

std::optional<Ticks> SyntheticMarket::oracle(AssetIndex asset) const {
    return assets_[static_cast<std::size_t>(asset)]->fair();
}

void SyntheticMarket::resume_at(AssetIndex asset, Ticks price) {
    assets_[static_cast<std::size_t>(asset)]->resume_at(price);
}

void SyntheticMarket::on_taken(AssetIndex asset, Side side, const market::BookLevel& taken) {
    assets_[static_cast<std::size_t>(asset)]->on_taken(side, taken);
}

}  // namespace maxmin::venue::markets
