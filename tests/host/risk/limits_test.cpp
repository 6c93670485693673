// One request per rule, just inside and just outside.
#include "host/risk/limits.hpp"

#include <limits>
#include <set>

namespace maxmin::risk {
namespace {

using gateway::Request;
using gateway::RequestKind;

constexpr Timestamp now(1'757'073'600'000'000'000);
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Two assets: prices in cents, sizes in hundredths; mid 100 USD, so one lot is worth 1 USD.
class GuardTest : public ::testing::Test {
  protected:
    GuardTest() : guard({rules(), rules()}, portfolio()) {
        guard.state().on_account({.realised_usd = 1e6}, now);
        guard.set_exposure(0, exposure());
        guard.set_exposure(1, exposure());
    }

    static AssetRules rules() {
        return {.limits = {.order_value_usd_max = 500.0,
                           .price_deviation_bps_max = 100.0,
                           .position_value_usd_max = 1000.0,
                           .stale_after_s = 5.0},
                .price_unit_usd = 0.01,
                .size_unit_coin = 0.01};
    }
    static PortfolioLimits portfolio() {
        return {.gross_value_usd_max = 1500.0,
                .net_value_usd_max = 1200.0,
                .open_orders_max = 20,
                .loss_usd_max = 100.0,
                .drawdown_usd_max = 100.0};
    }
    static Exposure exposure(std::int64_t position = 0) {
        return {.position = Lots(position), .mid_usd = 100.0, .book_time = now};
    }
    static Request order(Side side, std::int64_t lots, AssetIndex asset = 0) {
        return {.asset = asset, .side = side, .price = Ticks(10'000), .size = Lots(lots)};
    }
    Verdict judge(const Request& request) { return guard.judge(request, now); }

    Guard guard;
};

TEST_F(GuardTest, OrderValueAndPriceDeviation) {
    EXPECT_EQ(judge(order(Side::bid, 500)), Verdict::accepted);
    EXPECT_EQ(judge(order(Side::ask, 501)), Verdict::order_value);
    Request far = order(Side::ask, 1);
    far.price = Ticks(10'099);
    EXPECT_EQ(judge(far), Verdict::accepted);
    far.price = Ticks(10'101);
    EXPECT_EQ(judge(far), Verdict::price_deviation);
    far.price = Ticks(9'901);
    EXPECT_EQ(judge(far), Verdict::accepted);
    far.price = Ticks(9'899);
    EXPECT_EQ(judge(far), Verdict::price_deviation);
}

TEST_F(GuardTest, AcceptedOrdersCountAsFilledAtOnce) {
    EXPECT_EQ(judge(order(Side::bid, 500)), Verdict::accepted);
    EXPECT_EQ(judge(order(Side::bid, 500)), Verdict::accepted);
    EXPECT_EQ(judge(order(Side::bid, 1)), Verdict::position_value);
    EXPECT_EQ(judge(order(Side::ask, 500)), Verdict::accepted);  // the other side has its own room
    guard.set_exposure(0, exposure(400));                        // what really happened
    EXPECT_EQ(judge(order(Side::bid, 500)), Verdict::accepted);
}

TEST_F(GuardTest, ModifyAddsItsSizeUntilTheVenueHasAnswered) {
    guard.set_exposure(0, exposure(500));
    EXPECT_EQ(judge(order(Side::bid, 300)), Verdict::accepted);
    Request modify = order(Side::bid, 300);
    modify.kind = RequestKind::modify;
    EXPECT_EQ(judge(modify), Verdict::position_value);  // 500 + 300 filled + 300 placed anew
    modify.size = Lots(200);
    EXPECT_EQ(judge(modify), Verdict::accepted);
    EXPECT_EQ(guard.totals().open_orders, 1);
}

TEST_F(GuardTest, GrossAndNetOverAllAssets) {
    guard.set_exposure(0, exposure(800));
    EXPECT_EQ(judge(order(Side::bid, 400, 1)), Verdict::accepted);
    EXPECT_EQ(judge(order(Side::bid, 1, 1)), Verdict::net_value);  // 800 + 400 is all of 1200
    guard.set_exposure(1, exposure());
    guard.set_exposure(0, exposure(-1000));
    EXPECT_EQ(judge(order(Side::bid, 500, 1)), Verdict::accepted);  // net 0 - 500, gross 1500
    EXPECT_EQ(judge(order(Side::bid, 1, 1)), Verdict::gross_value);
}

TEST_F(GuardTest, ReducingPassesWhereTheMarketCarriedUsBeyondALimit) {
    guard.set_exposure(0, exposure(1000));
    Exposure risen = exposure(1000);
    risen.mid_usd = 200.0;  // worth 2000 now: beyond position, gross and net
    guard.set_exposure(0, risen);
    Request sell = order(Side::ask, 200);
    sell.price = Ticks(20'000);
    Request buy = order(Side::bid, 1);
    buy.price = Ticks(20'000);

    EXPECT_EQ(judge(sell), Verdict::accepted);
    EXPECT_EQ(judge(buy), Verdict::position_value);
    EXPECT_EQ(judge(order(Side::bid, 1, 1)), Verdict::gross_value);
}

TEST_F(GuardTest, OpenOrdersAreCountedOverAllAssets) {
    for (int k = 0; k < 20; ++k) {
        EXPECT_EQ(judge(order(Side::bid, 1, k % 2)), Verdict::accepted);
    }
    EXPECT_EQ(judge(order(Side::ask, 1)), Verdict::open_orders);
    Request modify = order(Side::ask, 1);
    modify.kind = RequestKind::modify;
    EXPECT_EQ(judge(modify), Verdict::accepted);  // opens nothing
}

TEST_F(GuardTest, SizesAndPricesMustBePositive) {
    EXPECT_EQ(judge(order(Side::bid, 0)), Verdict::bad_size);
    EXPECT_EQ(judge(order(Side::bid, -5)), Verdict::bad_size);
    EXPECT_EQ(judge(order(Side::bid, std::numeric_limits<std::int64_t>::max())), Verdict::bad_size);
    Request free = order(Side::bid, 1);
    free.price = Ticks(0);
    EXPECT_EQ(judge(free), Verdict::bad_price);
    EXPECT_EQ(judge(order(Side::bid, 1, 2)), Verdict::unknown_asset);
    EXPECT_EQ(judge(order(Side::bid, 1, -1)), Verdict::unknown_asset);
}

TEST_F(GuardTest, MidThatIsNotANumberRefusesThisAssetAlone) {
    int accepted = 0;
    for (const double bad : {nan, 0.0, -1.0, std::numeric_limits<double>::infinity()}) {
        Exposure broken = exposure(100);
        broken.mid_usd = bad;
        guard.set_exposure(0, broken);
        EXPECT_EQ(judge(order(Side::bid, 1)), Verdict::mid_unknown);
        EXPECT_EQ(judge(order(Side::bid, 1, 1)), Verdict::accepted);
        // The broken asset keeps its last good value.
        EXPECT_DOUBLE_EQ(guard.totals().gross_usd, 100.0 + ++accepted);
    }
    guard.set_exposure(0, exposure(100));
    EXPECT_EQ(judge(order(Side::bid, 1)), Verdict::accepted);
}

TEST_F(GuardTest, LotsThatNeverHadAMidStopThePortfolio) {
    Guard fresh({rules(), rules()}, portfolio());
    fresh.state().on_account({.realised_usd = 1e6}, now);
    fresh.set_exposure(0, exposure());
    Exposure unknown = exposure(10);
    unknown.mid_usd = nan;
    fresh.set_exposure(1, unknown);
    EXPECT_EQ(fresh.judge(order(Side::bid, 1), now), Verdict::portfolio_unvalued);
    fresh.set_exposure(1, exposure(10));
    EXPECT_EQ(fresh.judge(order(Side::bid, 1), now), Verdict::accepted);
}

TEST_F(GuardTest, EquityThatIsNotANumberRefuses) {
    guard.state().on_account({.unrealised_usd = nan}, now);
    EXPECT_EQ(judge(order(Side::bid, 1)), Verdict::equity_unknown);
    Guard fresh({rules()}, portfolio());
    fresh.set_exposure(0, exposure());
    EXPECT_EQ(fresh.judge(order(Side::bid, 1), now), Verdict::equity_unknown);
}

TEST_F(GuardTest, StaleOrFutureBookRefuses) {
    EXPECT_EQ(guard.judge(order(Side::bid, 1), now + seconds(5)), Verdict::accepted);
    EXPECT_EQ(guard.judge(order(Side::bid, 1), now + seconds(5) + nanoseconds(1)),
              Verdict::stale_book);
    EXPECT_EQ(guard.judge(order(Side::bid, 1), now - nanoseconds(1)), Verdict::stale_book);
}

TEST_F(GuardTest, StopTouchesOneAssetAndEachReasonIsClearedByItself) {
    guard.stop(0, StopReason::model_failed);
    guard.stop(0, StopReason::operator_word);
    EXPECT_EQ(judge(order(Side::bid, 1)), Verdict::asset_stopped);
    EXPECT_EQ(judge(order(Side::bid, 1, 1)), Verdict::accepted);
    guard.clear(0, StopReason::model_failed);
    EXPECT_TRUE(guard.is_stopped(0, StopReason::operator_word));
    EXPECT_FALSE(guard.is_stopped(0, StopReason::model_failed));
    EXPECT_EQ(judge(order(Side::bid, 1)), Verdict::asset_stopped);
    guard.clear(0, StopReason::operator_word);
    EXPECT_FALSE(guard.is_stopped(0));
    EXPECT_EQ(judge(order(Side::bid, 1)), Verdict::accepted);
}

TEST_F(GuardTest, ReducingLetsOnlySmallerPositionsThrough) {
    guard.set_exposure(0, exposure(100));
    guard.set_exposure(1, exposure(-100));
    guard.state().reduce("ann", now);

    EXPECT_EQ(judge(order(Side::bid, 1)), Verdict::not_reducing);
    EXPECT_EQ(judge(order(Side::ask, 60)), Verdict::accepted);
    EXPECT_EQ(judge(order(Side::ask, 41)), Verdict::not_reducing);  // 60 + 41 would flip
    EXPECT_EQ(judge(order(Side::ask, 40)), Verdict::accepted);
    EXPECT_EQ(judge(order(Side::ask, 1, 1)), Verdict::not_reducing);
    EXPECT_EQ(judge(order(Side::bid, 101, 1)), Verdict::not_reducing);
    EXPECT_EQ(judge(order(Side::bid, 100, 1)), Verdict::accepted);
}

TEST_F(GuardTest, HaltedLetsOnlyCancelsThrough) {
    guard.set_exposure(0, exposure(100));
    guard.state().halt("ann", now);
    Request modify = order(Side::ask, 1);
    modify.kind = RequestKind::modify;
    Request cancel = order(Side::bid, 0);
    cancel.kind = RequestKind::cancel;
    Request reduce_only = order(Side::ask, 1);
    reduce_only.reduce_only = true;

    EXPECT_EQ(judge(order(Side::bid, 1)), Verdict::halted);
    EXPECT_EQ(judge(reduce_only), Verdict::halted);
    EXPECT_EQ(judge(modify), Verdict::halted);
    EXPECT_EQ(judge(cancel), Verdict::accepted);
    guard.stop(0, StopReason::bad_number);
    guard.state().on_account({.realised_usd = nan}, now);
    EXPECT_EQ(guard.judge(cancel, now + seconds(3600)), Verdict::accepted);
}

TEST(Verdict, EveryValueHasItsOwnName) {
    std::set<std::string> names;
    for (int k = 0; k < verdicts; ++k) {
        names.emplace(to_string(static_cast<Verdict>(k)));
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(verdicts));
    EXPECT_EQ(names.count("unknown"), 0U);
    EXPECT_EQ(to_string(TradingMode::reducing), "REDUCING");
    EXPECT_EQ(to_string(StopReason::bad_number), "bad_number");
    EXPECT_EQ(to_string(Cause::drawdown), "drawdown");
}

}  // namespace
}  // namespace maxmin::risk
