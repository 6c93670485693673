// Puts a finished run into the form reports are made of. The books are kept a second time in
// exchange time: the engine hears of a fill later than it happened, and its own mid is later still.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "host/backtest/backtest.hpp"
#include "host/market/market_state.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::backtest {
namespace {

using ledger::AssetSummary;
using ledger::Ledger;
using ledger::RunResult;
using market::EventKind;
using market::MarketEvent;

void book(Ledger& books, const gateway::Report& report) {
    if (report.kind == gateway::ReportKind::funding) {
        books.on_funding(report);
    } else {
        books.on_fill(report);
    }
}

/// Fills and funding against the mids of the exchange's own time line. At one instant bookings come
/// first: the trade that filled us moved the book.
Ledger books_in_exchange_time(const market::Recording& recording, const Timeline& timeline,
                              std::vector<gateway::Report> bookings, double start_balance_usd,
                              Timestamp end) {
    std::stable_sort(bookings.begin(), bookings.end(), [](const auto& a, const auto& b) {
        return a.exchange_time < b.exchange_time;
    });
    Ledger books(recording.instruments, start_balance_usd, bookings.size());
    std::vector<market::MarketState> states;
    for (const market::Instrument& instrument : recording.instruments) {
        states.emplace_back(instrument);
    }
    auto booking = bookings.begin();
    for (const std::uint32_t number : timeline.by_exchange) {
        const MarketEvent& event = recording.events[number];
        for (; booking != bookings.end() && booking->exchange_time <= event.exchange_time;
             ++booking) {
            book(books, *booking);
        }
        if (event.kind == EventKind::trade) {
            continue;
        }
        market::MarketState& state = states[static_cast<std::size_t>(event.asset)];
        const bool levels = event.kind == EventKind::book;
        state.apply(event, levels ? recording.bids(event) : std::span<const market::BookLevel>(),
                    levels ? recording.asks(event) : std::span<const market::BookLevel>());
        if (state.has_quote()) {
            books.on_mid(event.asset, event.exchange_time, state.mid_usd());
        }
    }
    for (; booking != bookings.end(); ++booking) {
        book(books, *booking);
    }
    books.finish(end);
    return books;
}

std::vector<ledger::LevelSummary> levels_of(const engine::Asset& asset, Side side) {
    std::vector<ledger::LevelSummary> levels;
    for (int level = 0; level < asset.setup.quote.levels(); ++level) {
        const engine::LevelCounts& counts =
            asset.counts
                .level[static_cast<std::size_t>(index_of(side))][static_cast<std::size_t>(level)];
        levels.push_back({.placed = counts.rested,
                          .fills = counts.fills,
                          .filled_orders = counts.filled_orders,
                          .filled_coin = asset.setup.instrument.size_coin(counts.filled)});
    }
    return levels;
}

AssetSummary summarise(const engine::Engine& engine, AssetIndex index, const Ledger& books) {
    const engine::Asset& asset = engine.assets()[static_cast<std::size_t>(index)];
    const engine::AssetCounts& counts = asset.counts;
    const auto& kernel = engine.compute().snapshot().assets[static_cast<std::size_t>(index)];
    const double observed_s = std::max(counts.observed_s, 1e-9);
    AssetSummary summary;
    summary.symbol = asset.setup.instrument.symbol;
    summary.profit = books.split(index);
    summary.position_coin = books.position_coin(index);
    summary.mid_usd = books.mid_usd(index);
    summary.volume_usd = books.volume_usd(index);
    summary.maker_volume_usd = books.maker_volume_usd(index);
    if (kernel.posterior.accepted_steps > 0) {
        using kernels::annual_from_volatility_bps;
        summary.volatility_annual = annual_from_volatility_bps(kernel.posterior.sigma_mean);
        summary.volatility_annual_q05 = annual_from_volatility_bps(kernel.posterior.sigma_q05);
        summary.volatility_annual_q95 = annual_from_volatility_bps(kernel.posterior.sigma_q95);
        summary.drift_bps_per_s = kernel.posterior.drift_mean;
        summary.drift_sd = kernel.posterior.drift_sd;
    }
    summary.time_quoted_both_sides = counts.quoted_both_s / observed_s;
    summary.time_at_limit = counts.at_limit_s / observed_s;
    summary.inventory_abs_mean_coin = counts.inventory_abs_coin_s / observed_s;
    summary.adverse_error_bps = asset.adverse.out_of_sample_rmse_bps();
    summary.adverse_error_sd_bps = asset.adverse.zero_forecast_rmse_bps();
    summary.bid_levels = levels_of(asset, Side::bid);
    summary.ask_levels = levels_of(asset, Side::ask);
    summary.decisions = counts.decisions;
    summary.placed = counts.placed;
    summary.modified = counts.modified;
    summary.cancelled = counts.cancelled;
    summary.post_only_rejects = counts.post_only_rejects;
    summary.races_lost = counts.races_lost;
    summary.other_rejects = counts.other_rejects;
    summary.taker_orders = counts.taker_orders;
    summary.filter_steps = static_cast<std::int64_t>(kernel.posterior.accepted_steps);
    summary.grid_failures = counts.grid_failures;
    summary.last_state = std::string(to_string(asset.state));
    return summary;
}

std::string latency_text(const paper::LatencyConfig& latency) {
    if (latency.kind == paper::LatencyKind::recorded) {
        return "recorded";
    }
    char text[64];
    if (latency.kind == paper::LatencyKind::lognormal) {
        std::snprintf(text, sizeof text, "lognormal %.0f ms x e^+-%.2f", latency.median_ms,
                      latency.sigma);
    } else {
        std::snprintf(text, sizeof text, "constant %.0f ms", latency.median_ms);
    }
    return text;
}

bool is_zero(const paper::LatencyConfig& latency) {
    return latency.kind != paper::LatencyKind::recorded && latency.median_ms == 0.0;
}

std::string latency_note(const paper::PaperConfig& paper) {
    return "feed " + latency_text(paper.feed) + ", order " + latency_text(paper.order) +
           ", response " + latency_text(paper.response);
}

std::string queue_text(paper::QueueModel queue) {
    switch (queue) {
        case paper::QueueModel::back:
            return "back of the queue";
        case paper::QueueModel::probabilistic:
            return "probabilistic";
        case paper::QueueModel::trade_only:
            return "trades only";
    }
    return "unknown";
}

/// Where the kernels ran; after a failure the device has been given up.
std::string backend_text(const compute::Compute& compute) {
    if (compute.device_failures() > 0) {
        return "cpu, after the device failed";
    }
    return compute.backend() == kernels::Backend::cuda ? "cuda" : "cpu";
}

order::OrderCounters order_counters(const engine::Engine& engine) {
    order::OrderCounters sum;
    for (const engine::Asset& asset : engine.assets()) {
        const order::OrderCounters& one = asset.orders.counters();
        sum.illegal += one.illegal;
        sum.fills_repeated += one.fills_repeated;
        sum.fills_aged += one.fills_aged;
        sum.overflows += one.overflows;
    }
    return sum;
}

class CounterList {
  public:
    explicit CounterList(std::vector<ledger::Counter>& counters) : counters_(counters) {}

    template <typename Value>
    void add(std::string name, Value value, bool is_alarming) {
        counters_.push_back({std::move(name), static_cast<std::int64_t>(value), is_alarming});
    }

  private:
    std::vector<ledger::Counter>& counters_;
};

void add_market_counters(CounterList& list, const engine::Engine& engine) {
    constexpr std::array<std::string_view, 6> alarming = {"crossed",  "empty",          "unsorted",
                                                          "backward", "local_backward", "outages"};
    for (const engine::Asset& asset : engine.assets()) {
        for (const auto& [name, value] : asset.market.counters().named()) {
            list.add("market." + asset.setup.instrument.symbol + "." + std::string(name), value,
                     std::find(alarming.begin(), alarming.end(), name) != alarming.end());
        }
    }
}

/// Losing a race to a fill and meeting a moved market are part of the trade.
bool is_normal(gateway::Reason reason) {
    return reason == gateway::Reason::post_only_would_cross ||
           reason == gateway::Reason::unknown_order;
}

void add_exchange_counters(CounterList& list, const paper::Counters& exchange) {
    for (const auto& [name, member] : paper::counter_names) {
        list.add("exchange." + std::string(name), exchange.*member,
                 name == "liquidations" || name == "ignored_books");
    }
    for (std::size_t i = 0; i < paper::reason_count; ++i) {
        const auto reason = static_cast<gateway::Reason>(i);
        if (exchange.rejected[i] > 0) {
            list.add("exchange.rejected." + std::string(to_string(reason)), exchange.rejected[i],
                     !is_normal(reason));
        }
    }
}

void add_counters(RunResult& result, const Backtest& run) {
    CounterList list(result.counters);
    const engine::Engine& engine = run.engine();
    add_market_counters(list, engine);
    add_exchange_counters(list, run.exchange().counters());
    for (int i = 0; i < risk::verdicts; ++i) {
        const auto verdict = static_cast<risk::Verdict>(i);
        list.add("risk." + std::string(to_string(verdict)), engine.guard().count(verdict),
                 verdict != risk::Verdict::accepted);
    }
    const order::OrderCounters orders = order_counters(engine);
    list.add("order.illegal_transitions", orders.illegal, true);
    list.add("order.fills_repeated", orders.fills_repeated, false);
    list.add("order.fills_aged", orders.fills_aged, true);
    list.add("order.overflows", orders.overflows, true);
    list.add("compute.steps", engine.compute().steps(), false);
    list.add("compute.failed_steps", engine.compute().failed_steps(), true);
    list.add("compute.device_failures", engine.compute().device_failures(), true);
}

}  // namespace

RunResult Backtest::result(const Provenance& provenance) const {
    const Ledger books = books_in_exchange_time(recording_, timeline_, bookings_,
                                                config_.paper.start_balance_usd, end_);
    RunResult result;
    result.data_name = provenance.data_name;
    result.config_name = provenance.config_name;
    result.code_version = provenance.code_version;
    result.config_hash = provenance.config_hash;
    result.backend = backend_text(engine_->compute());
    result.queue_model = queue_text(config_.paper.queue);
    result.latency_note = latency_note(config_.paper);
    result.latency_is_zero = is_zero(config_.paper.feed) && is_zero(config_.paper.order) &&
                             is_zero(config_.paper.response);
    result.seed = config_.run.seed;
    result.threads = config_.run.threads;
    result.data_hash = recording_.content_hash;
    result.decision_hash = engine_->decision_hash();
    result.start = start_;
    result.end = end_;
    result.market_events = market_events_;
    result.start_balance_usd = config_.paper.start_balance_usd;
    result.end_equity_usd = books.equity_usd();
    result.drawdown_usd_max = books.drawdown_usd_max();
    result.requests_used = static_cast<double>(engine_->budget().used());
    result.requests_allowed = engine_->budget().allowed();
    result.portfolio_state = std::string(to_string(engine_->guard().state().mode()));
    result.profit = books.split_total();
    for (AssetIndex asset = 0; asset < std::ssize(recording_.instruments); ++asset) {
        result.assets.push_back(summarise(*engine_, asset, books));
    }
    add_counters(result, *this);
    result.samples.assign(engine_->samples().begin(), engine_->samples().end());
    result.fills.assign(books.fills().begin(), books.fills().end());
    return result;
}

}  // namespace maxmin::backtest
