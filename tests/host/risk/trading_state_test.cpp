// Halts latch, losses count everything, and the record tells who, when and why.
#include "host/risk/trading_state.hpp"

#include <limits>

namespace maxmin::risk {
namespace {

constexpr Timestamp noon(1'757'073'600'000'000'000);  // 2025-09-05 12:00 UTC
constexpr PortfolioLimits limits{.loss_usd_max = 1000.0, .drawdown_usd_max = 1500.0};

Account worth(double equity_usd) {
    return {.realised_usd = equity_usd};
}

TEST(TradingState, LossesReduceThenHaltAndTheHaltLatches) {
    TradingState state(limits);
    state.on_account(worth(10'000.0), noon);
    EXPECT_EQ(state.mode(), TradingMode::active);
    state.on_account(worth(9'201.0), noon + seconds(1));
    EXPECT_EQ(state.mode(), TradingMode::active);
    state.on_account(worth(9'200.0), noon + seconds(2));  // 0.8 of the loss limit
    EXPECT_EQ(state.mode(), TradingMode::reducing);
    state.on_account(worth(9'500.0), noon + seconds(3));
    EXPECT_EQ(state.mode(), TradingMode::active);
    EXPECT_EQ(state.record().cause, Cause::recovered);
    state.on_account(worth(9'000.0), noon + seconds(4));
    EXPECT_EQ(state.mode(), TradingMode::halted);
    state.on_account(worth(20'000.0), noon + seconds(5));

    EXPECT_EQ(state.mode(), TradingMode::halted);
    EXPECT_EQ(state.record().cause, Cause::day_loss);
    EXPECT_EQ(state.record().who(), "guard");
    EXPECT_EQ(state.record().when, noon + seconds(4));
}

TEST(TradingState, EveryPartOfEquityCounts) {
    for (double Account::*part : {&Account::realised_usd, &Account::unrealised_usd,
                                  &Account::fees_usd, &Account::funding_usd}) {
        TradingState state(limits);
        state.on_account({}, noon);
        Account account;
        const bool cost = part == &Account::fees_usd || part == &Account::funding_usd;
        account.*part = cost ? 1000.0 : -1000.0;
        state.on_account(account, noon + seconds(1));

        EXPECT_EQ(state.mode(), TradingMode::halted);
        EXPECT_DOUBLE_EQ(state.day_loss_usd(), 1000.0);
    }
}

TEST(TradingState, DrawdownIsFromThePeakAndSurvivesMidnight) {
    TradingState state(limits);
    state.on_account(worth(10'000.0), noon);
    state.on_account(worth(12'000.0), noon + seconds(60));
    state.on_account(worth(11'100.0), noon + seconds(120));
    EXPECT_DOUBLE_EQ(state.drawdown_usd(), 900.0);
    EXPECT_DOUBLE_EQ(state.day_loss_usd(), -1100.0);
    const Timestamp next_day = noon + seconds(12 * 3600);
    state.on_account(worth(11'000.0), next_day);
    EXPECT_DOUBLE_EQ(state.day_loss_usd(), 100.0);  // from the last equity before midnight
    EXPECT_DOUBLE_EQ(state.drawdown_usd(), 1000.0);
    state.on_account(worth(10'500.0), next_day + seconds(1));

    EXPECT_EQ(state.mode(), TradingMode::halted);
    EXPECT_EQ(state.record().cause, Cause::drawdown);
}

TEST(TradingState, OnlyAnOperatorClearsAHaltAndNotWhileTheLossStands) {
    TradingState state(limits);
    state.on_account(worth(10'000.0), noon);
    state.on_account(worth(8'900.0), noon + seconds(1));
    EXPECT_FALSE(state.resume("ann", noon + seconds(2)));
    EXPECT_EQ(state.mode(), TradingMode::halted);
    state.on_account(worth(9'100.0), noon + seconds(3));
    EXPECT_TRUE(state.resume("ann", noon + seconds(4)));

    EXPECT_EQ(state.mode(), TradingMode::reducing);  // 900 of 1000 are gone
    EXPECT_DOUBLE_EQ(state.drawdown_usd(), 900.0);   // resuming forgets nothing
    state.on_account(worth(9'900.0), noon + seconds(5));
    EXPECT_EQ(state.mode(), TradingMode::active);
}

TEST(TradingState, AWithdrawalIsNoLossOnceAnOperatorSaysSo) {
    TradingState state(limits);
    EXPECT_FALSE(state.resume_from_here("ann", noon)) << "equity is not known yet";
    state.on_account(worth(10'000.0), noon);
    state.on_account(worth(5'000.0), noon + seconds(1));
    ASSERT_EQ(state.mode(), TradingMode::halted);
    EXPECT_FALSE(state.resume("ann", noon + seconds(2)));

    EXPECT_TRUE(state.resume_from_here("ann", noon + seconds(3)));

    EXPECT_EQ(state.mode(), TradingMode::active);
    EXPECT_EQ(state.drawdown_usd(), 0.0);
    EXPECT_EQ(state.day_loss_usd(), 0.0);
    state.on_account(worth(3'900.0), noon + seconds(4));
    EXPECT_EQ(state.mode(), TradingMode::halted) << "what is lost from there on counts";
}

TEST(TradingState, OperatorsWordLatchesAndIsRecorded) {
    TradingState state(limits);
    state.on_account(worth(10'000.0), noon);
    state.reduce("bob", noon + seconds(1));
    state.on_account(worth(10'000.0), noon + seconds(2));
    EXPECT_EQ(state.mode(), TradingMode::reducing);
    state.halt("an operator whose name is longer than the record", noon + seconds(3));
    state.halt("someone later", noon + seconds(4));
    state.reduce("bob", noon + seconds(5));  // a weaker word does not lift a halt

    EXPECT_EQ(state.mode(), TradingMode::halted);
    EXPECT_EQ(state.record().who(), "an operator whose name is longe");
    EXPECT_EQ(state.record().when, noon + seconds(3));
    EXPECT_EQ(state.record().cause, Cause::operator_word);
    EXPECT_TRUE(state.resume("ann", noon + seconds(6)));
    EXPECT_EQ(state.mode(), TradingMode::active);
    EXPECT_EQ(state.record().who(), "ann");
}

TEST(TradingState, HaltSurvivesARestart) {
    TradingState before(limits);
    before.halt("ann", noon);
    TradingState after(limits);
    after.restore(before.record());
    after.on_account(worth(10'000.0), noon + seconds(60));

    EXPECT_EQ(after.mode(), TradingMode::halted);
    EXPECT_EQ(after.record().who(), "ann");
}

TEST(TradingState, EquityThatIsNotANumberIsUnknownAndCorruptsNothing) {
    TradingState state(limits);
    EXPECT_FALSE(state.equity_known());
    EXPECT_FALSE(state.resume("ann", noon));
    state.on_account(worth(10'000.0), noon);
    EXPECT_TRUE(state.equity_known());
    state.on_account(worth(std::numeric_limits<double>::quiet_NaN()), noon + seconds(1));
    EXPECT_FALSE(state.equity_known());
    state.on_account(worth(-std::numeric_limits<double>::infinity()), noon + seconds(1));
    EXPECT_FALSE(state.equity_known());
    EXPECT_EQ(state.mode(), TradingMode::active);
    state.on_account(worth(9'900.0), noon + seconds(2));

    EXPECT_TRUE(state.equity_known());
    EXPECT_DOUBLE_EQ(state.day_loss_usd(), 100.0);
}

}  // namespace
}  // namespace maxmin::risk
