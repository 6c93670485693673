// The engine allocates nothing once it is constructed: every call into it over recorded data is
// counted, less what the exchange does inside the port. There is no warm-up: the first event
// counts.
#include <gtest/gtest.h>

#include "host/paper/fees.hpp"
#include "tests/support/allocation_counter.hpp"
#include "tests/system/replay.hpp"

namespace maxmin::test {
namespace {

/// Passes everything on and takes the exchange's allocations off the engine's account.
class CountingPort final : public gateway::Port {
  public:
    explicit CountingPort(paper::Exchange& exchange) : exchange_(exchange) {}

    void submit(std::span<const gateway::Request> requests, Timestamp now) override {
        const std::int64_t before = allocations_of_this_thread();
        exchange_.submit(requests, now);
        allocations += allocations_of_this_thread() - before;
        submitted += std::ssize(requests);
    }

    std::int64_t allocations = 0;
    std::int64_t submitted = 0;

  private:
    paper::Exchange& exchange_;
};

/// A second driver, as simple as it can be, with a counter around every call into the engine.
class CountedRun {
  public:
    CountedRun(const engine::Config& config, const market::Recording& recording)
        : recording_(recording),
          timeline_(backtest::make_timeline(recording, config.paper.feed, config.run.seed)),
          exchange_(config.paper, recording.instruments, config.run.seed),
          port_(exchange_),
          end_(timeline_.local_time[timeline_.by_local.back()]) {
        std::vector<double> mids(recording.instruments.size());
        for (const std::uint32_t number : timeline_.by_local) {
            const market::MarketEvent& event = recording.events[number];
            double& mid = mids[static_cast<std::size_t>(event.asset)];
            if (mid == 0.0 && event.kind == market::EventKind::book) {
                const auto& instrument =
                    recording.instruments[static_cast<std::size_t>(event.asset)];
                mid = 0.5 * (instrument.price_usd(recording.bids(event)[0].price) +
                             instrument.price_usd(recording.asks(event)[0].price));
            }
        }
        start_ = timeline_.local_time[timeline_.by_local.front()];
        engine_ = std::make_unique<engine::Engine>(
            config, recording.instruments, port_,
            engine::EngineStart{
                .time = start_,
                .expected_end = end_,
                .mid_usd = mids,
                .maker_fee_bps = paper::fee_rates(config.paper.fees).maker.as_double() * 1e-8,
                .balance_usd = config.paper.start_balance_usd});
    }

    void run(Duration length) {
        const Timestamp end = std::min(end_, start_ + length);
        for (Timestamp now = next(); now <= end; now = next()) {
            while (exchange_time() <= now) {
                const market::MarketEvent& event = event_at(timeline_.by_exchange[sent_++]);
                exchange_.on_market(event, bids(event), asks(event));
            }
            exchange_.advance_to(now);
            for (gateway::Report report; exchange_.poll(now, report);) {
                count([&] { engine_->on_report(report); }, reports_);
            }
            while (local_time() <= now) {
                const market::MarketEvent& event = event_at(timeline_.by_local[heard_++]);
                count([&] { engine_->on_market(event, now, bids(event), asks(event)); }, markets_);
            }
            count([&] { engine_->on_timer(now); }, timers_);
            count([&] { engine_->decide(now); }, decisions_);
            engine_->log().drain([](const engine::LogRecord&) {});
        }
    }

    const engine::Engine& engine() const { return *engine_; }
    Timestamp start() const { return start_; }
    std::int64_t submitted() const { return port_.submitted; }

    std::int64_t reports_ = 0;
    std::int64_t markets_ = 0;
    std::int64_t timers_ = 0;
    std::int64_t decisions_ = 0;

  private:
    template <typename Call>
    void count(Call call, std::int64_t& total) {
        const std::int64_t before = allocations_of_this_thread() - port_.allocations;
        call();
        total += allocations_of_this_thread() - port_.allocations - before;
    }
    const market::MarketEvent& event_at(std::uint32_t number) const {
        return recording_.events[number];
    }
    std::span<const market::BookLevel> bids(const market::MarketEvent& event) const {
        return event.kind == market::EventKind::book ? recording_.bids(event)
                                                     : std::span<const market::BookLevel>();
    }
    std::span<const market::BookLevel> asks(const market::MarketEvent& event) const {
        return event.kind == market::EventKind::book ? recording_.asks(event)
                                                     : std::span<const market::BookLevel>();
    }
    Timestamp exchange_time() const {
        return sent_ < timeline_.by_exchange.size()
                   ? event_at(timeline_.by_exchange[sent_]).exchange_time
                   : Timestamp::never();
    }
    Timestamp local_time() const {
        return heard_ < timeline_.by_local.size() ? timeline_.local_time[timeline_.by_local[heard_]]
                                                  : Timestamp::never();
    }
    Timestamp next() const {
        return std::min(
            {exchange_time(), exchange_.next_time(), local_time(), engine_->next_timer()});
    }

    const market::Recording& recording_;
    backtest::Timeline timeline_;
    paper::Exchange exchange_;
    CountingPort port_;
    std::unique_ptr<engine::Engine> engine_;
    Timestamp start_;
    Timestamp end_;
    std::size_t sent_ = 0;
    std::size_t heard_ = 0;
};

TEST(EngineAllocation, NoneAfterConstructionOverRecordedData) {
    if (!allocations_are_counted()) {
        GTEST_SKIP() << "operator new belongs to the sanitizer";
    }
    const Replay replay = load_replay(demo_file);
    CountedRun run(replay.config(), replay.recording);

    run.run(replay_length);

    EXPECT_EQ(run.markets_, 0) << "on_market";
    EXPECT_EQ(run.reports_, 0) << "on_report";
    EXPECT_EQ(run.timers_, 0) << "on_timer";
    EXPECT_EQ(run.decisions_, 0) << "decide";
    EXPECT_GT(run.submitted(), 1000) << "an idle engine would prove nothing";

    // The other driver is the product's: the same calls, hence the same decisions.
    backtest::Backtest product(replay.config(), replay.recording);
    product.run_until(run.start() + replay_length);
    EXPECT_EQ(run.engine().decision_hash(), product.engine().decision_hash());
}

TEST(EngineAllocation, TheCounterSeesOne) {
    if (!allocations_are_counted()) {
        GTEST_SKIP() << "operator new belongs to the sanitizer";
    }
    const std::int64_t before = allocations_of_this_thread();
    const auto memory = std::make_unique<int>(1);
    EXPECT_EQ(allocations_of_this_thread() - before, 1) << *memory;
}

}  // namespace
}  // namespace maxmin::test
