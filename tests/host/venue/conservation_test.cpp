// Money and lots are neither made nor lost, whatever clients do: exact integers, no tolerance.
#include <algorithm>

#include <gtest/gtest.h>

#include "host/base/random.hpp"
#include "host/venue/exchange.hpp"
#include "host/venue/markets/synthetic_market.hpp"

namespace maxmin::venue {
namespace {

/// What the rest of the world holds, by the events alone.
struct Outsiders {
    MicroUsd cash;
    std::map<AssetIndex, Lots> lots;

    void record(const Event& event) {
        if (const auto* const trade = std::get_if<Trade>(&event)) {
            const std::int64_t sign = (trade->buyer == AccountId::outside ? 1 : 0) -
                                      (trade->seller == AccountId::outside ? 1 : 0);
            lots[trade->asset] += trade->size * sign;
            cash -= MicroUsd(trade->price.value() * trade->size.value() * sign);
        } else if (const auto* const paid = std::get_if<FundingPayment>(&event)) {
            cash += paid->paid;
        } else if (const auto* const moved = std::get_if<Transfer>(&event)) {
            cash -= moved->amount;
        }
    }
};

class Crowd {
  public:
    explicit Crowd(std::uint64_t seed)
        : random_(seed), market_(synthetic(seed), start_), exchange_(VenueConfig{}, market_) {
        for (int i = 0; i < 6; ++i) {
            exchange_.open_account(MicroUsd(i == 0 ? 300'000'000 : 50'000'000'000));
        }
    }

    void run(int blocks) {
        for (int block = 0; block < blocks; ++block) {
            for (int i = 0; i < 3; ++i) {
                act();
            }
            // A long block now and then, so that hours pass and prices leap.
            now_ = now_ + (random_.uniform() < 0.02 ? seconds(900) : milliseconds(70));
            exchange_.run_block(now_);
            for (const Event& event : exchange_.take_events()) {
                record(event);
            }
            exchange_.take_outcomes();
        }
    }

    void expect_conserved() const {
        MicroUsd money = outsiders_.cash + exchange_.fees_collected();
        std::map<AssetIndex, Lots> lots = outsiders_.lots;
        for (std::size_t i = 0; i < exchange_.client_count(); ++i) {
            const Account& account = exchange_.client(static_cast<AccountId>(i)).account;
            money += account.raw_usd();
            for (const auto& [asset, held] : account.holdings()) {
                money += held.leverage.is_cross ? MicroUsd(0) : held.isolated_raw;
                lots[asset] += held.position;
                if (held.position == Lots(0)) {
                    EXPECT_EQ(held.isolated_raw, MicroUsd(0));
                    EXPECT_EQ(held.cost, MicroUsd(0));
                }
            }
        }
        EXPECT_EQ(money, MicroUsd(0));
        for (const auto& [asset, sum] : lots) {
            EXPECT_EQ(sum, Lots(0)) << "asset " << asset;
        }
    }

    /// What holds margin is exactly what rests.
    void expect_reserved() const {
        for (std::size_t i = 0; i < exchange_.client_count(); ++i) {
            const Client& client = exchange_.client(static_cast<AccountId>(i));
            std::map<AssetIndex, std::array<Lots, 2>> resting;
            for (const Oid oid : client.open) {
                const Order& order = *exchange_.find(oid);
                if (order.stage == OrderStage::resting && !order.reduce_only) {
                    resting[order.asset][static_cast<std::size_t>(index_of(order.side))] +=
                        order.remaining;
                }
            }
            for (const auto& [asset, held] : client.account.holdings()) {
                EXPECT_EQ(held.resting, resting[asset]);
            }
        }
    }

    int fills = 0;
    int liquidations = 0;
    int funding = 0;
    int triggered = 0;

  private:
    static SyntheticConfig synthetic(std::uint64_t seed) {
        SyntheticConfig config;
        config.assets = 3;
        config.seed = seed;
        config.volatility_scale = 8.0;
        return config;
    }

    void record(const Event& event) {
        outsiders_.record(event);
        fills += std::holds_alternative<Fill>(event) ? 1 : 0;
        liquidations += std::holds_alternative<Liquidated>(event) ? 1 : 0;
        funding += std::holds_alternative<FundingPayment>(event) ? 1 : 0;
        const auto* const change = std::get_if<OrderChange>(&event);
        triggered += change != nullptr && change->status == OrderStatus::triggered ? 1 : 0;
    }

    NewOrder any_order() {
        NewOrder order;
        order.asset = static_cast<AssetIndex>(random_.uniform() * 3.0);
        const Asset& asset = exchange_.assets()[static_cast<std::size_t>(order.asset)];
        order.side = random_.uniform() < 0.5 ? Side::bid : Side::ask;
        const double mark_usd = asset.instrument.price_usd(asset.mark);
        const double away = 1.0 + 0.001 * random_.normal();
        order.price = asset.instrument.floor_price(std::max(mark_usd, 1e-3) * away);
        order.size =
            asset.instrument.floor_size(random_.uniform() * 20'000.0 / std::max(mark_usd, 1e-3));
        order.tif = static_cast<Tif>(static_cast<int>(random_.uniform() * 4.0));
        order.reduce_only = random_.uniform() < 0.2;
        if (order.reduce_only && random_.uniform() < 0.5) {
            order.trigger =
                Trigger{.is_market = random_.uniform() < 0.5,
                        .is_take_profit = random_.uniform() < 0.5,
                        .price = asset.instrument.floor_price(std::max(mark_usd, 1e-3) *
                                                              (1.0 + 0.01 * random_.normal()))};
        }
        return order;
    }

    void act() {
        const auto account = static_cast<AccountId>(static_cast<int>(random_.uniform() * 6.0));
        const Client& client = exchange_.client(account);
        const double kind = random_.uniform();
        if (kind < 0.6 || client.open.empty()) {
            exchange_.submit(account, PlaceAction{.orders = {any_order(), any_order()}});
        } else if (kind < 0.75) {
            const Order& order = *exchange_.find(*client.open.begin());
            exchange_.submit(account,
                             CancelAction{.items = {{.asset = order.asset, .name = order.oid}}});
        } else if (kind < 0.85) {
            exchange_.submit(
                account,
                ModifyAction{.items = {{.name = *client.open.rbegin(), .order = any_order()}}});
        } else if (kind < 0.93) {
            const auto asset = static_cast<AssetIndex>(random_.uniform() * 3.0);
            const Leverage leverage{.is_cross = random_.uniform() < 0.5,
                                    .value = 1 + static_cast<int>(random_.uniform() * 20.0)};
            exchange_.submit(account, LeverageAction{.asset = asset, .leverage = leverage});
        } else if (kind < 0.97) {
            exchange_.submit(
                account,
                IsolatedMarginAction{
                    .asset = static_cast<AssetIndex>(random_.uniform() * 3.0),
                    .amount = MicroUsd(static_cast<std::int64_t>(1e8 * random_.normal()))});
        } else {
            exchange_.submit(account,
                             TransferAction{.to = AccountId{0}, .amount = MicroUsd(20'000'000)});
        }
    }

    Timestamp start_{1'800'000'000'000'000'000};
    Timestamp now_ = start_;
    RandomStream random_;
    markets::SyntheticMarket market_;
    Exchange exchange_;
    Outsiders outsiders_;
};

TEST(VenueConservation, MoneyAndLotsSumToNothing) {
    int fills = 0;
    int liquidations = 0;
    int funding = 0;
    int triggered = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Crowd crowd(seed);
        for (int part = 0; part < 10; ++part) {
            crowd.run(60);
            crowd.expect_conserved();
            crowd.expect_reserved();
            if (::testing::Test::HasFailure()) {
                return;
            }
        }
        fills += crowd.fills;
        liquidations += crowd.liquidations;
        funding += crowd.funding;
        triggered += crowd.triggered;
    }
    // The crowd did all that it was meant to try.
    EXPECT_GT(fills, 1000);
    EXPECT_GT(liquidations, 0);
    EXPECT_GT(funding, 0);
    EXPECT_GT(triggered, 0);
}

}  // namespace
}  // namespace maxmin::venue
