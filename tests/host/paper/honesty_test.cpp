// What makes a backtest believable: the past does not depend on the future, the same seed gives the
// same run, and everything adds up.
#include <algorithm>
#include <functional>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/host/paper/scene.hpp"

namespace maxmin::paper::test {
namespace {

struct Tape {
    std::vector<MarketEvent> events;  // by exchange time
    std::vector<std::vector<BookLevel>> bids;
    std::vector<std::vector<BookLevel>> asks;
};

/// A random walk with books, best quotes and prints, 20 ms apart on average.
Tape random_tape(std::uint64_t seed, int count, double end_jump = 0.0) {
    std::mt19937_64 random(seed);
    const auto pick = [&random](std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low));
    };
    Tape tape;
    std::int64_t mid = 10'000;
    Timestamp time = start_time;
    Timestamp received;
    for (int i = 0; i < count; ++i) {
        time = time + nanoseconds(pick(0, 40'000'000));
        mid += pick(-3, 4) + (i == count / 2 ? static_cast<std::int64_t>(end_jump) : 0);
        MarketEvent event;
        event.exchange_time = time;
        event.local_time = std::max(received, time + milliseconds(pick(50, 60)));
        received = event.local_time;
        event.kind = i % 5 == 0        ? EventKind::book
                     : pick(0, 2) == 0 ? EventKind::best
                                       : EventKind::trade;
        event.aggressor = pick(0, 2) == 0 ? Side::bid : Side::ask;
        event.bid = level(mid - 1, pick(1, 3000));
        event.ask = level(mid + 1, pick(1, 3000));
        if (event.kind == EventKind::trade) {
            event.bid.price = Ticks(mid + sign_of(event.aggressor) * pick(0, 5));
        }
        std::vector<BookLevel> bids;
        std::vector<BookLevel> asks;
        for (int depth = 1; depth <= 20; ++depth) {
            bids.push_back(level(mid - depth, pick(1, 3000)));
            asks.push_back(level(mid + depth, pick(1, 3000)));
        }
        tape.events.push_back(event);
        tape.bids.push_back(bids);
        tape.asks.push_back(asks);
    }
    return tape;
}

PaperConfig noisy_config() {
    PaperConfig config;
    config.queue = QueueModel::probabilistic;
    config.order = {
        .kind = LatencyKind::lognormal, .median_ms = 30.0, .sigma = 0.5, .recorded_ms = {}};
    config.response = {
        .kind = LatencyKind::lognormal, .median_ms = 20.0, .sigma = 0.5, .recorded_ms = {}};
    config.start_balance_usd = 20'000.0;
    return config;
}

/// What the strategy may look at as it decides: the newest event it has received. A dishonest one
/// looks elsewhere.
using Eye = std::function<const MarketEvent&(const Tape&, std::size_t)>;
const MarketEvent& newest(const Tape& tape, std::size_t received) {
    return tape.events[received];
}
const MarketEvent& ten_ahead(const Tape& tape, std::size_t received) {
    return tape.events[std::min(received + 10, tape.events.size() - 1)];
}

/// Quotes around what it sees, modifies, cancels and takes in turn.
class Quoter {
  public:
    explicit Quoter(std::uint64_t seed) : random_(seed) {}

    std::vector<Request> decide(const MarketEvent& seen) {
        std::vector<Request> requests;
        const Side side = random_() % 2 == 0 ? Side::bid : Side::ask;
        const std::int64_t edge = static_cast<std::int64_t>(random_() % 6);
        Request request = order(++last_id_, side, seen.bid.price.value() - sign_of(side) * edge,
                                1000 + static_cast<std::int64_t>(random_() % 3000));
        const auto dice = random_() % 10;
        request.time_in_force = dice == 0   ? TimeInForce::immediate_or_cancel
                                : dice == 1 ? TimeInForce::good_til_cancel
                                            : TimeInForce::post_only;
        requests.push_back(request);
        if (dice > 4 && last_id_ > 8) {
            request.kind = dice > 7 ? RequestKind::modify : RequestKind::cancel;
            request.id = OrderId(last_id_ - 1 - random_() % 8);
            requests.push_back(request);
        }
        return requests;
    }

  private:
    std::mt19937_64 random_;
    std::uint64_t last_id_ = 0;
};

struct Played {
    std::vector<Report> reports;
    std::vector<Lots> print_sizes;  // by print, and what we got of it
    std::vector<Lots> print_fills;
    std::int64_t cash_ticks_lots = 0;
    Lots position;
    double cash_usd = 0.0;
    MicroUsd fees;
    MicroUsd funding;
    std::uint64_t fills = 0;
};

/// Market, exchange and strategy in one order of time.
Played play(const Tape& tape, std::uint64_t seed, const Eye& eye = newest) {
    Scene scene(noisy_config(), test_instrument(), 1, seed);
    Exchange& exchange = scene.exchange;
    Quoter quoter(seed);
    Played run;
    std::size_t market = 0;
    std::size_t received = 0;
    const auto never = Timestamp::never();
    while (market < tape.events.size() || received < tape.events.size()) {
        const Timestamp due =
            market < tape.events.size() ? tape.events[market].exchange_time : never;
        const Timestamp feed = tape.events[received].local_time;
        if (due <= std::min(feed, exchange.next_time())) {
            const Lots before = exchange.account().position(0);
            const auto fills = exchange.counters().maker_fills;
            exchange.on_market(tape.events[market], tape.bids[market], tape.asks[market]);
            if (tape.events[market].kind == EventKind::trade) {
                const Lots change = exchange.account().position(0) - before;
                run.print_sizes.push_back(tape.events[market].bid.size);
                run.print_fills.push_back(
                    exchange.counters().maker_fills == fills ? Lots(0) : std::max(change, -change));
            }
            ++market;
            continue;
        }
        const Timestamp now = std::min(feed, exchange.next_time());
        exchange.advance_to(now);
        Report report;
        while (exchange.poll(now, report)) {
            run.reports.push_back(report);
        }
        if (feed == now) {
            exchange.submit(quoter.decide(eye(tape, received)), now);
            ++received;
        }
    }
    const Timestamp end = tape.events.back().local_time + seconds(10);
    exchange.advance_to(end);
    Report report;
    while (exchange.poll(end, report)) {
        run.reports.push_back(report);
    }
    const Holding& holding = exchange.account().holding(0);
    run.cash_ticks_lots = holding.cash_ticks_lots;
    run.position = holding.position;
    run.fees = holding.fees;
    run.funding = holding.funding;
    run.cash_usd = exchange.account().cash_usd();
    run.fills = exchange.counters().maker_fills + exchange.counters().taker_fills;
    return run;
}

auto tie(const Report& r) {
    return std::tie(r.kind, r.reason, r.liquidity, r.side, r.level, r.asset, r.id, r.price, r.size,
                    r.remaining, r.fee_usd, r.trade_id, r.exchange_time, r.local_time);
}

/// How many of the reports made up to `time` are the same in both runs; -1 if one differs.
int common_until(const Played& a, const Played& b, Timestamp time) {
    const auto past = [time](const Played& run) {
        return std::count_if(run.reports.begin(), run.reports.end(),
                             [time](const Report& r) { return r.exchange_time <= time; });
    };
    if (past(a) != past(b)) {
        return -1;
    }
    for (std::ptrdiff_t i = 0; i < past(a); ++i) {
        const auto place = static_cast<std::size_t>(i);
        if (tie(a.reports[place]) != tie(b.reports[place])) {
            return -1;
        }
    }
    return static_cast<int>(past(a));
}

/// The tape with everything after its event `last` replaced by another market.
Tape with_other_future(const Tape& tape, std::size_t last, std::uint64_t seed) {
    Tape changed = tape;
    const Tape other = random_tape(seed, static_cast<int>(tape.events.size()), 40.0);
    for (std::size_t i = last + 1; i < tape.events.size(); ++i) {
        const Timestamp exchange_time = tape.events[i].exchange_time;
        const Timestamp local_time = tape.events[i].local_time;
        changed.events[i] = other.events[i];
        changed.events[i].exchange_time = exchange_time;
        changed.events[i].local_time = local_time;
        changed.bids[i] = other.bids[i];
        changed.asks[i] = other.asks[i];
    }
    return changed;
}

TEST(Honesty, ReportsUpToAnInstantDoNotDependOnLaterData) {
    const Tape tape = random_tape(11, 3000);
    const Played whole = play(tape, 5);

    for (const std::size_t last : {300U, 1501U, 2800U}) {
        const Played changed = play(with_other_future(tape, last, 99), 5);

        EXPECT_GT(common_until(whole, changed, tape.events[last].exchange_time), 100);
        EXPECT_EQ(common_until(whole, changed, Timestamp::never()), -1);  // and later ones do
    }
}

TEST(Honesty, PlantedLookAheadIsFound) {
    const Tape tape = random_tape(11, 3000);

    const Played whole = play(tape, 5, ten_ahead);
    const Played changed = play(with_other_future(tape, 1501, 99), 5, ten_ahead);

    EXPECT_EQ(common_until(whole, changed, tape.events[1501].exchange_time), -1);
}

TEST(Honesty, SameSeedSameRunOtherSeedOtherRun) {
    const Tape tape = random_tape(12, 2000);
    const Played one = play(tape, 5);
    const Played same = play(tape, 5);
    const Played other = play(tape, 6);

    EXPECT_EQ(common_until(one, same, Timestamp::never()), static_cast<int>(one.reports.size()));
    EXPECT_EQ(common_until(one, other, Timestamp::never()), -1);
}

TEST(Honesty, PositionCashAndPrintsAddUp) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        const Played run = play(random_tape(seed, 3000), seed);
        Lots position;
        std::int64_t cash_ticks_lots = 0;
        double fees_usd = 0.0;
        std::uint64_t fills = 0;
        Timestamp last_exchange;
        Timestamp last_local;
        for (const Report& report : run.reports) {
            EXPECT_GE(report.exchange_time, last_exchange);
            EXPECT_GE(report.local_time, last_local);
            EXPECT_GE(report.local_time, report.exchange_time);
            last_exchange = report.exchange_time;
            last_local = report.local_time;
            if (report.kind == ReportKind::filled) {
                position += report.size * sign_of(report.side);
                cash_ticks_lots -=
                    report.price.value() * report.size.value() * sign_of(report.side);
                fees_usd += report.fee_usd;
                ++fills;
            }
        }

        EXPECT_GT(fills, 100U);
        EXPECT_EQ(fills, run.fills);
        EXPECT_EQ(position, run.position);
        EXPECT_EQ(cash_ticks_lots, run.cash_ticks_lots);
        // Sums of a thousand doubles near 1e-2: far below half a unit of 1e-6.
        EXPECT_NEAR(fees_usd, to_usd(run.fees), 1e-9);
        EXPECT_NEAR(run.cash_usd,
                    20'000.0 + static_cast<double>(cash_ticks_lots) * 1e-6 - to_usd(run.fees) -
                        to_usd(run.funding),
                    1e-9);
        for (std::size_t i = 0; i < run.print_sizes.size(); ++i) {
            EXPECT_LE(run.print_fills[i], run.print_sizes[i]);
        }
    }
}

}  // namespace
}  // namespace maxmin::paper::test
