#include "host/engine/engine.hpp"

#include <algorithm>
#include <cmath>

namespace maxmin::engine {
namespace {

using gateway::Report;
using gateway::ReportKind;
using market::EventKind;
using market::MarketEvent;

constexpr std::size_t log_capacity = 4096;  // drained after every decision round

std::vector<Asset> make_assets(const Config& config,
                               std::span<const market::Instrument> instruments,
                               const EngineStart& start) {
    const Duration grid_age_max = from_seconds(config.run.grid_max_age_ms * 1e-3);
    std::vector<Asset> assets;
    assets.reserve(instruments.size());
    for (std::size_t i = 0; i < instruments.size(); ++i) {
        assets.emplace_back(config.assets[i],
                            make_asset_setup(config.assets[i], instruments[i], start.mid_usd[i],
                                             start.maker_fee_bps),
                            grid_age_max);
    }
    return assets;
}

std::unique_ptr<compute::Compute> make_compute(const Config& config, std::span<const Asset> assets,
                                               compute::Performing performing) {
    std::vector<kernels::step::Asset> kernel_assets;
    std::vector<double> intervals_s;
    for (const Asset& asset : assets) {
        kernel_assets.push_back(asset.setup.kernel);
        intervals_s.push_back(asset.config->filter.observation_interval_s);
    }
    return std::make_unique<compute::Compute>(make_compute_config(config.run, performing),
                                              kernel_assets, intervals_s);
}

std::vector<risk::AssetRules> asset_rules(std::span<const Asset> assets) {
    std::vector<risk::AssetRules> rules;
    for (const Asset& asset : assets) {
        rules.push_back({.limits = asset.config->risk,
                         .price_unit_usd = asset.setup.instrument.price_usd(Ticks(1)),
                         .size_unit_coin = asset.setup.instrument.size_coin(Lots(1))});
    }
    return rules;
}

std::size_t expected_samples(const Config& config, const EngineStart& start, std::size_t assets) {
    const double run_s = to_seconds(start.expected_end - start.time);
    return assets * static_cast<std::size_t>(run_s / config.run.sample_interval_s + 2.0);
}

}  // namespace

Engine::Engine(const Config& config, std::span<const market::Instrument> instruments,
               gateway::Port& port, const EngineStart& start)
    : config_(config),
      port_(port),
      assets_(make_assets(config, instruments, start)),
      compute_(make_compute(config, assets_, start.performing)),
      ledger_(instruments, start.balance_usd, 0),
      guard_(asset_rules(assets_), config.risk),
      budget_(config.budget),
      log_(log_capacity),
      order_ids_(start.restored.first_order_id),
      reference_mid_usd_(start.mid_usd.begin(), start.mid_usd.end()),
      venue_lots_(instruments.size()),
      step_interval_(from_seconds(config.run.step_interval_ms * 1e-3)),
      sample_interval_(from_seconds(config.run.sample_interval_s)),
      gate_interval_(from_seconds(config.run.gate_interval_s)),
      next_step_(start.time + step_interval_),
      next_sample_(start.time + sample_interval_),
      next_gate_check_(start.time + gate_interval_) {
    outbox_.reserve(assets_.size() * 4 * quote::levels_max);
    samples_.reserve(expected_samples(config, start, assets_.size()));
    for (Asset& asset : assets_) {
        asset.counted_until = start.time;
    }
    if (start.linked) {
        link_.state = gateway::LinkState::up;
        link_.reconciled = true;
        link_.met = true;
    }
    restore(start.restored);
}

void Engine::on_market(const MarketEvent& event, Timestamp now,
                       std::span<const market::BookLevel> bids,
                       std::span<const market::BookLevel> asks) noexcept {
    Asset& asset = at(event.asset);
    lag_min_ = std::min(lag_min_, now - event.exchange_time);
    lag_max_ = std::max(lag_max_, now - event.exchange_time);
    const market::Instrument& instrument = asset.setup.instrument;
    const double mid_before = asset.market.has_quote() ? asset.market.mid_usd() : 0.0;
    const market::Verdict verdict = asset.market.apply(event, bids, asks);
    if (verdict != market::Verdict::applied) {
        return;
    }
    if (event.kind == EventKind::trade) {
        asset.flow.on_trade(event.exchange_time, event.aggressor);
        if (mid_before > 0.0) {
            asset.fill_rates.on_trade(event.exchange_time, event.aggressor,
                                      instrument.price_usd(event.bid.price), mid_before);
        }
        return;
    }
    count_time(asset, now);
    const double mid = asset.market.mid_usd();
    asset.dirty = true;
    if (mid != mid_before) {
        take_mid(asset, event.asset, asset.market.exchange_time(), mid);
    }
}

void Engine::take_mid(Asset& asset, AssetIndex index, Timestamp exchange_time,
                      double mid_usd) noexcept {
    compute_->on_mid(index, exchange_time, mid_usd);
    ledger_.on_mid(index, exchange_time, mid_usd);
    asset.fill_rates.on_mid(exchange_time, mid_usd);
    asset.adverse.observe(
        exchange_time,
        {.flow = asset.flow.value(exchange_time),
         .imbalance = asset.market.imbalance(asset.config->signal.imbalance_levels),
         .spread_bps = asset.market.spread_bps(),
         .volatility =
             compute_->snapshot().assets[static_cast<std::size_t>(index)].posterior.sigma_mean},
        mid_usd);
}

void Engine::on_timer(Timestamp now) noexcept {
    if (now < next_step_) {
        return;
    }
    watch_clock();
    watch_answers(now);
    run_step(now);
    watch_closing(now);
    // A clock that jumped ahead does not owe the steps it skipped.
    next_step_ = std::max(next_step_ + step_interval_, now + Duration(1));
    if (now >= next_sample_) {
        sample(now);
        next_sample_ = std::max(next_sample_ + sample_interval_, now + Duration(1));
    }
}

void Engine::run_step(Timestamp now) noexcept {
    if (!compute_->is_idle()) {
        ++steps_skipped_;
        watch_equity(now);
        mark_all();
        return;
    }
    for (AssetIndex index = 0; index < std::ssize(assets_); ++index) {
        Asset& asset = at(index);
        compute_->set_fill_rates(index, fill_rates_of(asset, now),
                                 asset.config->grid.fill_rate_uncertainty);
    }
    watch_equity(now);
    compute_->start_step(now);
    if (compute_->performing() == compute::Performing::at_once) {
        take_results(now);
    }
    mark_all();
}

void Engine::on_computed(Timestamp now) noexcept {
    take_results(now);
}

void Engine::take_results(Timestamp now) noexcept {
    const std::int64_t failures = compute_->device_failures();
    const compute::Taken taken = compute_->take();
    if (compute_->device_failures() != failures) {
        log_.add({.time = now, .kind = LogKind::device_failed});
    }
    if (taken == compute::Taken::nothing) {
        return;
    }
    mark_all();
    if (taken == compute::Taken::evaluation) {
        finish_gate_check();
        return;
    }
    if (taken == compute::Taken::step) {
        for (AssetIndex index = 0; index < std::ssize(assets_); ++index) {
            take_snapshot(index, now);
        }
    }
    if (now >= next_gate_check_) {
        next_gate_check_ = now + gate_interval_;
        begin_gate_check(now);
        if (compute_->performing() == compute::Performing::at_once) {
            compute_->take();
            finish_gate_check();
        }
    }
}

void Engine::mark_all() noexcept {
    for (Asset& asset : assets_) {
        asset.dirty = true;
    }
}

void Engine::watch_equity(Timestamp now) noexcept {
    if (!link_.met) {
        return;  // what the account is worth is not known yet
    }
    const risk::TradingMode before = guard_.state().mode();
    guard_.state().on_account({.realised_usd = ledger_.equity_usd()}, now);
    if (guard_.state().mode() != before) {
        log_mode(now);
        mark_all();
    }
}

void Engine::log_mode(Timestamp now) noexcept {
    log_.add({.time = now,
              .kind = LogKind::portfolio_mode,
              .values = {static_cast<double>(guard_.state().mode())}});
}

/// By the best of the interval's events for "behind" and the worst for "ahead": one odd stamp does
/// not stop the portfolio. Without events the books' own age decides.
void Engine::watch_clock() noexcept {
    if (lag_min_ == no_lag) {
        return;
    }
    clock_astray_ = lag_min_ > from_seconds(config_.risk.venue_behind_s_max) ||
                    lag_max_ < -from_seconds(config_.risk.venue_ahead_s_max);
    lag_min_ = no_lag;
    lag_max_ = -no_lag;
}

void Engine::finish(Timestamp now) noexcept {
    for (Asset& asset : assets_) {
        count_time(asset, now);
    }
    ledger_.finish(now);
}

void Engine::hash_request(const gateway::Request& request, Timestamp now) noexcept {
    hash_.add(now.ns());
    hash_.add(static_cast<int>(request.kind));
    hash_.add(static_cast<std::uint64_t>(request.id));
    hash_.add(request.asset);
    hash_.add(static_cast<int>(request.side));
    hash_.add(request.price.value());
    hash_.add(request.size.value());
    hash_.add(static_cast<int>(request.time_in_force));
}

void Engine::hash_report(const gateway::Report& report) noexcept {
    hash_.add(report.local_time.ns());
    hash_.add(report.exchange_time.ns());
    hash_.add(static_cast<int>(report.kind));
    hash_.add(static_cast<int>(report.reason));
    hash_.add(static_cast<std::uint64_t>(report.id));
    hash_.add(report.price.value());
    hash_.add(report.size.value());
    hash_.add(report.remaining.value());
    hash_.add(report.fee_usd);
}

}  // namespace maxmin::engine
