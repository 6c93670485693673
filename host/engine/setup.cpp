#include "host/engine/setup.hpp"

#include <algorithm>
#include <array>

namespace maxmin::engine {
namespace {

std::vector<double> level_sizes_coin(const quote::ResolvedQuoteConfig& quote,
                                     const market::Instrument& instrument) {
    const bool multi = quote.config.enable_multi_level;
    const Lots total = multi ? quote.total_size_per_side : quote.target_liquidity;
    std::vector<double> sizes;
    for (int level = 0; level < quote.levels(); ++level) {
        sizes.push_back(instrument.size_coin(total) *
                        quote.shares[static_cast<std::size_t>(level)]);
    }
    return sizes;
}

/// The largest position quoting may build: the grid ends there.
Lots position_limit(const quote::ResolvedQuoteConfig& quote) {
    return quote.config.enable_multi_level ? std::max(Lots(1), quote.risk_limit)
                                           : quote.max_position;
}

kernels::Backend backend_of(BackendChoice choice) {
    using kernels::Backend;
    if (choice == BackendChoice::automatic) {
        return compute::automatic_backend();
    }
    return choice == BackendChoice::cuda ? Backend::cuda : Backend::cpu;
}

}  // namespace

AssetSetup make_asset_setup(const AssetConfig& config, const market::Instrument& instrument,
                            double mid_usd, double maker_fee_bps) {
    AssetSetup setup;
    setup.instrument = instrument;
    setup.quote = quote::resolve(config.quote, instrument, mid_usd);
    const quote::MultiLevelConfig& multi = config.quote.multi_level_config;
    setup.shape = compute::shape_grid(
        instrument.size_coin(position_limit(setup.quote)),
        level_sizes_coin(setup.quote, instrument),
        config.quote.enable_multi_level ? multi.level_spacing_bps : 0.0, config.grid.nodes_max);

    const Ticks mid = instrument.ceil_price(mid_usd);
    const double tick_bps = 1e4 * instrument.price_usd(instrument.tick_at(mid)) / mid_usd;
    const quote::RobustConfig& robust = config.quote.robust_config;
    setup.kernel = {
        .model = compute::make_model(config.filter, tick_bps),
        .box = {.confidence = robust.confidence,
                .robustness_level = robust.robustness_level,
                .min_epsilon_mu_bps = robust.min_epsilon_mu,
                .min_epsilon_sigma_bps = robust.min_epsilon_sigma,
                .horizon_s = robust.uncertainty_horizon_s},
        .robust = setup.quote.is_robust(),
        .problem = compute::make_problem(config.grid, setup.shape,
                                         {.maker_fee_bps = maker_fee_bps,
                                          .min_offset_bps = multi.min_profitable_spread_bps / 2.0,
                                          .bid_rate_ratio = config.hawkes.bid.rho,
                                          .ask_rate_ratio = config.hawkes.ask.rho}),
    };
    return setup;
}

compute::ComputeConfig make_compute_config(const RunConfig& run, compute::Performing performing) {
    return {
        .filter = {.particles = run.particles,
                   .seed = run.seed,
                   .ess_threshold = run.ess_threshold,
                   .learning = kernels::particle_filter::Learning::on_resample,
                   .discount = run.discount},
        .backend = backend_of(run.backend),
        .threads = run.threads,
        .rehearsal = {.failing_run = static_cast<std::uint64_t>(run.device_failure_drill)},
        .performing = performing,
    };
}

}  // namespace maxmin::engine
