// Nothing is lost between the exchange's books, the engine's and the report's.
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include <gtest/gtest.h>

#include "host/paper/fees.hpp"
#include "tests/system/replay.hpp"

namespace maxmin::test {
namespace {

/// The recording up to `from`, half a minute without any market, and its next 150 ms. In the
/// silence every order is cancelled and every report arrives; what is sent after it reaches the
/// exchange when the market is over.
market::Recording with_quiet_end(market::Recording recording, Timestamp from) {
    std::erase_if(recording.events, [&](const market::MarketEvent& event) {
        return event.local_time > from && (event.exchange_time < from + seconds(30) ||
                                           event.exchange_time > from + milliseconds(30'150));
    });
    return recording;
}

std::map<std::uint64_t, Side> resting_at_exchange(const paper::OrderPool& pool) {
    std::map<std::uint64_t, Side> orders;
    for (AssetIndex asset = 0; asset < pool.assets(); ++asset) {
        for (const Side side : {Side::bid, Side::ask}) {
            for (int slot = pool.first(asset, side); slot != paper::OrderPool::none;
                 slot = pool.next(slot)) {
                orders.emplace(static_cast<std::uint64_t>(pool.at(slot).id), side);
            }
        }
    }
    return orders;
}

class Conservation : public ::testing::Test {
  protected:
    void SetUp() override {
        replay_ = load_replay(demo_file);
        // Fees that are not round.
        replay_.loaded.config.paper.fees = {.tier = -1, .maker_bps = 1.37, .taker_bps = 4.61};
        end_ = backtest::Backtest(replay_.config(), replay_.recording).start() + replay_length;
        quiet_ = with_quiet_end(replay_.recording, end_);
        run_ = std::make_unique<backtest::Backtest>(replay_.config(), quiet_);
        ASSERT_GT(run_->end(), end_ + seconds(30)) << "the silence lies within the run";
    }

    Replay replay_;
    Timestamp end_;
    market::Recording quiet_;
    std::unique_ptr<backtest::Backtest> run_;
};

TEST_F(Conservation, PositionIsTheSumOfFills) {
    run_->run_until(end_ + seconds(29));

    const ledger::RunResult result = run_->result({});
    std::vector<double> sum_coin(run_->engine().assets().size(), 0.0);
    for (const ledger::FillRecord& fill : result.fills) {
        sum_coin[static_cast<std::size_t>(fill.asset)] += sign_of(fill.side) * fill.size_coin;
    }
    ASSERT_GT(result.fills.size(), 100U);
    for (AssetIndex asset = 0; asset < std::ssize(sum_coin); ++asset) {
        const engine::Asset& ours = run_->engine().assets()[static_cast<std::size_t>(asset)];
        EXPECT_EQ(ours.position, run_->exchange().account().position(asset)) << asset;
        EXPECT_EQ(ours.position, run_->engine().ledger().position(asset)) << asset;
        // Sums of a thousand sizes of at most 1e5 coins lose 1e-9 at most; a lot is 1e-5 or more.
        EXPECT_NEAR(ours.setup.instrument.size_coin(ours.position),
                    sum_coin[static_cast<std::size_t>(asset)], 1e-7);
        EXPECT_EQ(ours.orders.counters().illegal, 0U);
        EXPECT_EQ(ours.orders.counters().unknown_orders, 0U);
        EXPECT_EQ(ours.orders.counters().fills_aged, 0U);
        EXPECT_EQ(ours.orders.counters().overflows, 0U);
    }
}

TEST_F(Conservation, StaleMarketLeavesNoOrderAnywhere) {
    run_->run_until(end_);
    ASSERT_FALSE(resting_at_exchange(run_->exchange().orders()).empty());

    run_->run_until(end_ + seconds(29));

    for (const engine::Asset& asset : run_->engine().assets()) {
        EXPECT_EQ(asset.state, engine::QuoteState::stale_data);
        EXPECT_TRUE(asset.orders.orders().empty());
    }
    EXPECT_TRUE(resting_at_exchange(run_->exchange().orders()).empty());
}

TEST_F(Conservation, TheExchangeHoldsNoOrderUnknownToTheEngine) {
    run_->run_until(end_);
    const auto at_exchange = resting_at_exchange(run_->exchange().orders());
    ASSERT_FALSE(at_exchange.empty());
    std::size_t known = 0;
    for (const engine::Asset& asset : run_->engine().assets()) {
        for (const order::WorkingOrder& order : asset.orders.orders()) {
            const auto found = at_exchange.find(static_cast<std::uint64_t>(order.id));
            if (found != at_exchange.end()) {
                EXPECT_EQ(found->second, order.side);
                ++known;
            }
        }
    }
    EXPECT_EQ(known, at_exchange.size());
}

TEST_F(Conservation, PartsOfTheProfitAddUp) {
    run_->run();
    const ledger::RunResult result = run_->result({});
    double total_usd = 0.0;
    for (const ledger::AssetSummary& asset : result.assets) {
        // Sums of some 1e5 terms below 1e4 USD: rounding of 1e-12 each, far below a cent.
        EXPECT_NEAR(ledger::sum_of_parts_usd(asset.profit), asset.profit.total_usd, 1e-6);
        total_usd += asset.profit.total_usd;
    }
    EXPECT_NEAR(result.profit.total_usd, total_usd, 1e-6);
    EXPECT_NEAR(result.end_equity_usd, result.start_balance_usd + total_usd, 1e-6);
    EXPECT_GT(std::fabs(result.profit.fees_usd), 1.0);
    EXPECT_NE(result.profit.funding_usd, 0.0) << "20:00 UTC lies within the recording";
}

TEST_F(Conservation, ExchangeAgreesWithTheBooksToTheCent) {
    run_->run();
    const ledger::RunResult result = run_->result({});
    const paper::Account& account = run_->exchange().account();
    double marked_usd = account.cash_usd();
    double fees_usd = 0.0;
    for (AssetIndex asset = 0; asset < std::ssize(result.assets); ++asset) {
        const ledger::AssetSummary& books = result.assets[static_cast<std::size_t>(asset)];
        const market::Instrument& instrument =
            replay_.recording.instruments[static_cast<std::size_t>(asset)];
        marked_usd += instrument.size_coin(account.position(asset)) * books.mid_usd;
        fees_usd += paper::to_usd(account.holding(asset).fees);
    }
    // Amounts are kept in exact integers on both sides; half a cent is what a statement shows.
    EXPECT_NEAR(result.end_equity_usd, marked_usd, 0.005);
    EXPECT_NEAR(result.profit.fees_usd, fees_usd, 0.005);
}

}  // namespace
}  // namespace maxmin::test
