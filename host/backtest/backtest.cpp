#include "host/backtest/backtest.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "host/base/error.hpp"
#include "host/paper/fees.hpp"

namespace maxmin::backtest {
namespace {

using market::EventKind;
using market::MarketEvent;

}  // namespace

Backtest::Backtest(const engine::Config& config, const market::Recording& recording)
    : config_(config),
      recording_(recording),
      timeline_(make_timeline(recording, config.paper.feed, config.run.seed)) {
    if (recording.events.empty()) {
        throw InputError({.wrong = "the recording holds no market event",
                          .right = "check data.path and the asset list"});
    }
    start_ = timeline_.local_time[timeline_.by_local.front()];
    end_ = timeline_.local_time[timeline_.by_local.back()];
    const std::vector<double> mids = first_mids(recording, timeline_);
    exchange_ =
        std::make_unique<paper::Exchange>(config.paper, recording.instruments, config.run.seed);
    engine_ = std::make_unique<engine::Engine>(
        config, recording.instruments, *exchange_,
        engine::EngineStart{
            .time = start_,
            .expected_end = end_,
            .mid_usd = mids,
            .maker_fee_bps = paper::to_bps(paper::fee_rates(config.paper.fees).maker),
            .balance_usd = config.paper.start_balance_usd});
    bookings_.reserve(recording.events.size() / 8 + 1024);
}

void Backtest::step_exchange_market() {
    const MarketEvent& event = recording_.events[timeline_.by_exchange[next_exchange_]];
    ++next_exchange_;
    if (event.kind == EventKind::book) {
        exchange_->on_market(event, recording_.bids(event), recording_.asks(event));
    } else {
        exchange_->on_market(event, {}, {});
    }
}

void Backtest::step_local_market() {
    const std::uint32_t number = timeline_.by_local[next_local_];
    const MarketEvent& event = recording_.events[number];
    ++next_local_;
    ++market_events_;
    if (event.kind == EventKind::book) {
        engine_->on_market(event, timeline_.local_time[number], recording_.bids(event),
                           recording_.asks(event));
    } else {
        engine_->on_market(event, timeline_.local_time[number], {}, {});
    }
}

void Backtest::deliver_reports(Timestamp now) {
    gateway::Report report;
    while (exchange_->poll(now, report)) {
        if (report.kind == gateway::ReportKind::filled ||
            report.kind == gateway::ReportKind::funding) {
            bookings_.push_back(report);
        }
        engine_->on_report(report);
    }
}

void Backtest::run_until(Timestamp end) {
    const auto exchange_time = [&] {
        return next_exchange_ < timeline_.by_exchange.size()
                   ? recording_.events[timeline_.by_exchange[next_exchange_]].exchange_time
                   : Timestamp::never();
    };
    const auto local_time = [&] {
        return next_local_ < timeline_.by_local.size()
                   ? timeline_.local_time[timeline_.by_local[next_local_]]
                   : Timestamp::never();
    };
    std::int64_t rounds = 0;
    for (;;) {
        const Timestamp now = std::min(
            {exchange_time(), exchange_->next_time(), local_time(), engine_->next_timer()});
        if (now > std::min(end, end_)) {
            return;
        }
        while (exchange_time() <= now) {
            step_exchange_market();
        }
        exchange_->advance_to(now);
        deliver_reports(now);
        while (local_time() <= now) {
            step_local_market();
        }
        engine_->on_timer(now);
        engine_->decide(now);
        engine_->log().drain([&](const engine::LogRecord& record) {
            if (on_log) {
                on_log(record);
            }
        });
        if (progress && (++rounds & 0xFFF) == 0) {
            progress(static_cast<double>(next_local_) /
                     static_cast<double>(timeline_.by_local.size()));
        }
    }
}

void Backtest::run() {
    run_until(end_);
    engine_->finish(end_);
    if (progress) {
        progress(1.0);
    }
}

}  // namespace maxmin::backtest
