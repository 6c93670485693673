// What the engine does by the clock rather than by event: taking over a step's result, checking the
// trading gates, and keeping the samples and time integrals of the report.
#include <algorithm>
#include <cmath>
#include <limits>

#include "host/engine/engine.hpp"

namespace maxmin::engine {
namespace {

using kernels::quote_grid::GridStatus;

constexpr double off = std::numeric_limits<double>::infinity();

/// First-level offset that the rules ask for; a side without a quote is off. Before rounding to a
/// tick: the optimum it is compared with knows no ticks, and the venue's are not the policy's
/// fault.
double first_offset(const quote::Targets& targets, Side side) {
    const auto i = static_cast<std::size_t>(index_of(side));
    return targets.side[i].count > 0 ? targets.explain[i][0].wanted_bps() : off;
}

Lots signed_lots(const market::Instrument& instrument, double coins) {
    const Lots lots = instrument.floor_size(std::fabs(coins));
    return coins < 0.0 ? -lots : lots;
}

}  // namespace

compute::FillRates Engine::fill_rates_of(Asset& asset, Timestamp now) noexcept {
    const signal::SignalConfig& config = asset.config->signal;
    const double imbalance = asset.inputs.imbalance;
    compute::FillRates rates;
    for (const Side side : {Side::bid, Side::ask}) {
        kernels::step::FillRate& rate = side == Side::bid ? rates.bid : rates.ask;
        const signal::HawkesParams& params = asset.hawkes.params(side);
        const BaseOffsets base = asset.grid.at(now);
        const double offset_bps = side == Side::bid ? base.bid_bps : base.ask_bps;
        rate.arrival_rate_per_s = asset.hawkes.arrival_rate_ahead(
            side,
            {.imbalance = imbalance,
             .horizon_s = config.horizon_s,
             .offset_bps = std::isfinite(offset_bps) ? offset_bps : 0.0},
            now);
        rate.depth_decay_per_bps = params.kappa;
        if (config.fill_rates == signal::FillRates::estimated) {
            const signal::SideRates& learnt = asset.fill_rates.rates(side);
            // The configured base rate gives way to the learnt one; excitation scales with it.
            rate.arrival_rate_per_s *= learnt.lambda_per_s / params.lambda_base;
            rate.depth_decay_per_bps = learnt.kappa_per_bps;
        }
        if (config.fill_shortfall && std::isfinite(offset_bps)) {
            rate.shortfall_bps = asset.fill_rates.shortfall_bps(side, offset_bps);
        }
    }
    return rates;
}

void Engine::take_snapshot(AssetIndex index, Timestamp now) noexcept {
    Asset& asset = at(index);
    const kernels::step::Snapshot& snapshot = compute_->snapshot();
    const kernels::step::AssetResult& result = snapshot.assets[static_cast<std::size_t>(index)];
    const bool good = result.grid.status == GridStatus::converged;
    if (!good && result.posterior.accepted_steps > 0) {
        ++asset.counts.grid_failures;
    }
    const auto quotes = snapshot.offsets_at(index, asset.inventory_nodes());
    asset.grid.offer(compute_->snapshot_time(), good, quotes.bid_offset_bps, quotes.ask_offset_bps);
    if (result.box.epsilon_mu_bps != asset.epsilon_mu_bps ||
        result.box.epsilon_sigma_bps != asset.epsilon_sigma_bps) {
        asset.epsilon_mu_bps = result.box.epsilon_mu_bps;
        asset.epsilon_sigma_bps = result.box.epsilon_sigma_bps;
        log_.add({.time = now,
                  .kind = LogKind::robust,
                  .asset = index,
                  .values = {asset.epsilon_mu_bps, asset.epsilon_sigma_bps}});
    }
}

void Engine::begin_gate_check(Timestamp now) noexcept {
    const kernels::step::Snapshot& snapshot = compute_->snapshot();
    const std::span<double> policy_bid_bps = compute_->policy_bid_bps();
    const std::span<double> policy_ask_bps = compute_->policy_ask_bps();
    std::fill(policy_bid_bps.begin(), policy_bid_bps.end(), off);
    std::fill(policy_ask_bps.begin(), policy_ask_bps.end(), off);
    for (AssetIndex index = 0; index < std::ssize(assets_); ++index) {
        Asset& asset = at(index);
        const std::span<const double> bids = snapshot.bid_row(index);
        const std::span<const double> asks = snapshot.ask_row(index);
        const int q_min = snapshot.assets[static_cast<std::size_t>(index)].q_min;
        quote::Inputs inputs = asset.inputs;
        inputs.ready = true;
        inputs.gate_open = true;
        inputs.side_allowed = {true, true};  // the policy is judged, not the portfolio's mode
        quote::Targets shown;
        for (std::size_t node = 0; node < bids.size(); ++node) {
            const double coins = (q_min + static_cast<double>(node)) * asset.setup.shape.lot_coin;
            inputs.position = signed_lots(asset.setup.instrument, coins);
            inputs.base_bid_bps = rule_offset(bids[node]);
            inputs.base_ask_bps = rule_offset(asks[node]);
            quote::make_targets(inputs, asset.setup.quote, asset.setup.instrument, shown);
            const auto row =
                static_cast<std::size_t>(index) * static_cast<std::size_t>(snapshot.nodes_max) +
                node;
            // The edge of the box is off in the optimum; the policy may not use what the grid
            // lacks.
            policy_bid_bps[row] = std::isinf(bids[node]) ? off : first_offset(shown, Side::bid);
            policy_ask_bps[row] = std::isinf(asks[node]) ? off : first_offset(shown, Side::ask);
        }
    }
    compute_->start_evaluation(now);
}

void Engine::finish_gate_check() noexcept {
    const kernels::step::Snapshot& snapshot = compute_->snapshot();
    const std::span<const double> gains = compute_->gains();
    for (AssetIndex index = 0; index < std::ssize(assets_); ++index) {
        at(index).gate.check(
            gains[static_cast<std::size_t>(index)],
            snapshot.assets[static_cast<std::size_t>(index)].grid.gain_bps_lots_per_s);
        at(index).dirty = true;
    }
}

void Engine::sample(Timestamp now) noexcept {
    for (AssetIndex index = 0; index < std::ssize(assets_); ++index) {
        Asset& asset = at(index);
        if (samples_.size() == samples_.capacity() || !asset.market.has_quote()) {
            continue;
        }
        const market::Instrument& instrument = asset.setup.instrument;
        const kernels::particle_filter::Posterior& posterior =
            compute_->snapshot().assets[static_cast<std::size_t>(index)].posterior;
        ledger::Sample sample;
        sample.time = now;
        sample.asset = index;
        sample.mid_usd = asset.market.mid_usd();
        if (const auto price = asset.best_own(Side::bid)) {
            sample.own_bid_usd = instrument.price_usd(*price);
        }
        if (const auto price = asset.best_own(Side::ask)) {
            sample.own_ask_usd = instrument.price_usd(*price);
        }
        sample.inventory_coin = instrument.size_coin(asset.position);
        sample.profit_usd = ledger_.asset_profit_usd(index);
        if (posterior.accepted_steps > 0) {
            sample.volatility = posterior.sigma_mean;
            sample.volatility_q05 = posterior.sigma_q05;
            sample.volatility_q95 = posterior.sigma_q95;
            sample.drift_bps_per_s = posterior.drift_mean;
            sample.drift_sd = posterior.drift_sd;
        }
        sample.excitation_bid = asset.hawkes.excitation_multiplier(0, Side::bid, now);
        sample.excitation_ask = asset.hawkes.excitation_multiplier(0, Side::ask, now);
        const BaseOffsets base = asset.grid.at(now);
        if (base.source != GridSource::none) {
            sample.base_bid_bps = base.bid_bps;
            sample.base_ask_bps = base.ask_bps;
        }
        sample.signal_bps = asset.adverse.estimate_bps();
        samples_.push_back(sample);
    }
}

void Engine::count_time(Asset& asset, Timestamp now) noexcept {
    const double elapsed_s = to_seconds(now - asset.counted_until);
    if (elapsed_s <= 0.0) {
        return;
    }
    asset.counted_until = now;
    AssetCounts& counts = asset.counts;
    counts.observed_s += elapsed_s;
    counts.inventory_abs_coin_s +=
        std::fabs(asset.setup.instrument.size_coin(asset.position)) * elapsed_s;
    if (asset.best_own(Side::bid) && asset.best_own(Side::ask)) {
        counts.quoted_both_s += elapsed_s;
    }
    for (const quote::ExplainSide& side : asset.targets.explain) {
        if (asset.targets.levels > 0 && side[0].absent == quote::Absent::inventory_limit) {
            counts.at_limit_s += elapsed_s;
            break;
        }
    }
}

}  // namespace maxmin::engine
