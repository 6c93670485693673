// What the engine's thread does in a live run allocates nothing: taking facts and market data from
// the inbox, recording them, stepping, deciding, handing requests, log records and status on.
#include <gtest/gtest.h>

#include "host/live/inbox.hpp"
#include "host/live/input_log.hpp"
#include "host/live/journal_records.hpp"
#include "host/live/latest.hpp"
#include "host/live/outbox.hpp"
#include "host/live/status.hpp"
#include "tests/host/live/live_scene.hpp"
#include "tests/support/allocation_counter.hpp"

namespace maxmin::live::test {
namespace {

constexpr Timestamp start_time(1'757'001'600'000'000'000);

/// The venue's side: accepts everything.
class Acceptor final : public gateway::Port {
  public:
    explicit Acceptor(Inbox& inbox) : inbox_(inbox) {}
    void submit(std::span<const Request> requests, Timestamp now) override {
        for (const Request& request : requests) {
            Report report;
            report.kind = request.kind == RequestKind::place    ? ReportKind::accepted
                          : request.kind == RequestKind::modify ? ReportKind::modified
                                                                : ReportKind::cancelled;
            report.id = request.id;
            report.asset = request.asset;
            report.side = request.side;
            report.level = request.level;
            report.price = request.price;
            report.size = request.size;
            report.remaining = report.kind == ReportKind::cancelled ? Lots(0) : request.size;
            report.exchange_time = now;
            report.local_time = now;
            inbox_.on_report(report);
            if (++count % 7 == 0 && report.remaining > Lots(1)) {
                report.kind = ReportKind::filled;
                report.size = Lots(1);
                report.remaining = report.remaining - Lots(1);
                report.trade_id = static_cast<std::uint64_t>(count);
                inbox_.on_report(report);
            }
        }
    }
    std::int64_t count = 0;

  private:
    Inbox& inbox_;
};

class LiveTurns {
  public:
    LiveTurns()
        : config_(live_config()),
          instruments_(2, market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25)),
          inbox_(2, {}, doorbell_, [] {}),
          outbox_(4096, [] {}),
          inputs_(32U << 20U),
          log_(4096),
          journal_(4096),
          latest_(sized()),
          acceptor_(inbox_),
          engine_(config_, instruments_, outbox_,
                  {.time = start_time,
                   .expected_end = start_time,
                   .mid_usd = mids_,
                   .balance_usd = 100'000.0,
                   .linked = false,
                   .performing = compute::Performing::deferred}) {}

    void run(int turns) {
        inbox_.on_link(LinkState::syncing, now_);
        inbox_.on_truth({.local_time = now_,
                         .orders_asked = now_,
                         .positions_asked = now_,
                         .orders = {},
                         .positions = {},
                         .equity_usd = 1e5});
        inbox_.on_link(LinkState::up, now_);
        for (int turn = 0; turn < turns; ++turn) {
            now_ = now_ + milliseconds(10);
            book(0, turn);
            book(1, turn);
            if (turn % 100 == 50) {
                inbox_.on_truth({.local_time = now_,
                                 .orders_asked = now_,
                                 .positions_asked = now_,
                                 .orders = {},
                                 .positions = {},
                                 .after_loss = false});
            }
            const std::int64_t before = maxmin::test::allocations_of_this_thread();
            engine_turn();
            allocations += maxmin::test::allocations_of_this_thread() - before;
            outbox_.deliver(acceptor_);
            while (inputs_.ring().pop(record_)) {
            }
            for (engine::LogRecord record; log_.pop(record);) {
            }
            for (JournalEntry entry; journal_.pop(entry);) {
                ++fills;
            }
        }
    }

    std::int64_t allocations = 0;
    std::int64_t fills = 0;
    std::int64_t requests() const { return acceptor_.count; }
    std::int64_t steps() const { return engine_.compute().steps(); }

  private:
    static Status sized() {
        Status status;
        status.assets.resize(2);
        return status;
    }

    void book(AssetIndex asset, int turn) {
        const std::int64_t mid = 400'000 + 10 * (turn * 7 % 40);
        const std::array bids{market::BookLevel{Ticks(mid - 10), Lots(50'000)}};
        const std::array asks{market::BookLevel{Ticks(mid + 10), Lots(50'000)}};
        market::MarketEvent event;
        event.local_time = now_;
        event.exchange_time = now_ - milliseconds(20);
        event.asset = asset;
        event.kind = market::EventKind::book;
        event.bid_levels = 1;
        event.ask_levels = 1;
        inbox_.on_market(event, bids, asks);
    }

    void engine_turn() {
        while (const Fact* fact = inbox_.next_fact()) {
            switch (fact->kind) {
                case Fact::Kind::report:
                    inputs_.report(fact->report);
                    engine_.on_report(fact->report);
                    if (fact->report.kind == ReportKind::filled) {
                        static_cast<void>(
                            journal_.push({.kind = JournalKind::fill, .report = fact->report}));
                    }
                    break;
                case Fact::Kind::link:
                    inputs_.link(fact->link, fact->local_time);
                    engine_.on_link(fact->link, fact->local_time);
                    break;
                case Fact::Kind::truth:
                    inputs_.truth(inbox_.truth_of(*fact));
                    engine_.on_truth(inbox_.truth_of(*fact));
                    break;
            }
            inbox_.release_fact();
        }
        while (const MarketItem* item = inbox_.next_market()) {
            inputs_.market(item->event, item->bids(), item->asks(), now_);
            engine_.on_market(item->event, now_, item->bids(), item->asks());
            inbox_.release_market();
        }
        inputs_.computed(now_);
        engine_.on_computed(now_);
        inputs_.round(now_);
        engine_.on_timer(now_);
        engine_.decide(now_);
        engine_.log().drain(
            [&](const engine::LogRecord& record) { static_cast<void>(log_.push(record)); });
        take_status(engine_, start_time, now_, latest_.writable());
        latest_.publish();
        doorbell_.ring();
    }

    engine::Config config_;
    std::vector<market::Instrument> instruments_;
    std::vector<double> mids_{4000.0, 4000.0};
    Doorbell doorbell_;
    Inbox inbox_;
    Outbox outbox_;
    InputLog inputs_;
    Ring<engine::LogRecord> log_;
    Ring<JournalEntry> journal_;
    Latest<Status> latest_;
    Acceptor acceptor_;
    engine::Engine engine_;
    std::string record_;
    Timestamp now_ = start_time;
};

TEST(LiveAllocation, NoneOnTheEnginesThreadFromTheFirstMessageOn) {
    if (!maxmin::test::allocations_are_counted()) {
        GTEST_SKIP() << "operator new belongs to the sanitizer";
    }
    LiveTurns turns;

    turns.run(1500);

    EXPECT_EQ(turns.allocations, 0);
    EXPECT_GT(turns.requests(), 100) << "an idle engine would prove nothing";
    EXPECT_GT(turns.fills, 10);
    EXPECT_GT(turns.steps(), 500);
}

}  // namespace
}  // namespace maxmin::live::test
