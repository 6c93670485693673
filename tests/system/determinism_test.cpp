// A run is a function of (data, configuration, seed): nothing else may show in it.
#include <gtest/gtest.h>

#include "tests/system/replay.hpp"

namespace maxmin::test {
namespace {

struct Outcome {
    std::uint64_t decision_hash = 0;
    std::int64_t market_events = 0;
    double equity_usd = 0.0;
    double exchange_equity_usd = 0.0;
    std::vector<double> fills;  // every number of every fill, in order

    bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(const backtest::Backtest& run) {
    Outcome outcome;
    outcome.decision_hash = run.engine().decision_hash();
    outcome.market_events = run.market_events();
    outcome.equity_usd = run.engine().ledger().equity_usd();
    outcome.exchange_equity_usd = run.exchange().account().equity_usd();
    for (const ledger::FillRecord& fill : run.result({}).fills) {
        outcome.fills.insert(outcome.fills.end(),
                             {static_cast<double>(fill.time.ns()), fill.price_usd, fill.size_coin,
                              fill.fee_usd, fill.mid_usd, static_cast<double>(fill.asset)});
    }
    return outcome;
}

Outcome run_for(const Replay& replay, Duration length) {
    backtest::Backtest run(replay.config(), replay.recording);
    run.run_until(run.start() + length);
    return outcome_of(run);
}

TEST(Determinism, RepeatedRunIsTheSameToTheLastBit) {
    const Replay replay = load_replay(demo_file);

    const Outcome first = run_for(replay, replay_length);

    EXPECT_GT(first.fills.size(), 6U * 50U) << "a run without fills would prove little";
    EXPECT_EQ(first, run_for(replay, replay_length));
}

TEST(Determinism, ThreadsDoNotShow) {
    Replay replay = load_replay(demo_file);
    const Outcome one = run_for(replay, replay_length);
    replay.loaded.config.run.threads = 2;
    EXPECT_EQ(one, run_for(replay, replay_length));
}

TEST(Determinism, AnotherSeedIsAnotherRun) {
    Replay replay = load_replay(demo_file);
    const Outcome one = run_for(replay, seconds(180));
    replay.loaded.config.run.seed += 1;
    EXPECT_NE(one.decision_hash, run_for(replay, seconds(180)).decision_hash);
}

TEST(Determinism, ADeviceFailureInMidRunDoesNotShowInDecisions) {
    const Replay replay = load_replay(demo_file);
    const Outcome sound = run_for(replay, seconds(400));
    // One step in 100 ms: the device fails after five of these 6.7 minutes.
    const Replay drill = load_replay(demo_file, {"run.device_failure_drill=3000"});
    backtest::Backtest run(drill.config(), drill.recording);
    int failures_logged = 0;
    run.on_log = [&](const engine::LogRecord& record) {
        failures_logged += record.kind == engine::LogKind::device_failed ? 1 : 0;
    };

    run.run_until(run.start() + seconds(400));

    // On this machine's CPU in the device's place, the particles are the same to the last bit; the
    // grids, which restart cold, to an imbalance of 1e-11: far below a tick.
    EXPECT_EQ(outcome_of(run), sound);
    EXPECT_EQ(run.engine().compute().device_failures(), 1);
    EXPECT_EQ(run.engine().compute().failed_steps(), 0);
    EXPECT_EQ(failures_logged, 1);
    EXPECT_EQ(run.result({}).backend, "cpu, after the device failed");
    EXPECT_GT(sound.fills.size(), 6U * 20U) << "a run without fills would prove little";
}

TEST(Determinism, WatchingARunDoesNotChangeIt) {
    const Replay replay = load_replay(demo_file);
    const Outcome unwatched = run_for(replay, seconds(180));
    backtest::Backtest run(replay.config(), replay.recording);
    std::int64_t records = 0;
    double done = 0.0;
    run.on_log = [&](const engine::LogRecord&) { ++records; };
    run.progress = [&](double share) {
        EXPECT_GE(share, done);
        done = share;
    };

    run.run_until(run.start() + seconds(180));

    EXPECT_EQ(unwatched, outcome_of(run));
    EXPECT_GT(records, 100);
    EXPECT_GT(done, 0.0);
}

TEST(Determinism, ARunInPiecesIsTheSameRun) {
    const Replay replay = load_replay(demo_file);
    const Outcome whole = run_for(replay, seconds(180));
    backtest::Backtest run(replay.config(), replay.recording);
    // Odd lengths: pieces end between events, on events, and twice at one instant.
    for (Timestamp end = run.start(); end < run.start() + seconds(180);
         end = end + nanoseconds(7'777'777'777)) {
        run.run_until(end);
        run.run_until(end);
    }
    run.run_until(run.start() + seconds(180));
    EXPECT_EQ(whole, outcome_of(run));
}

}  // namespace
}  // namespace maxmin::test
