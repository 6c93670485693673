// No sequence of requests the guard let through can end outside the limits, whatever fills, in
// whatever order. The slow model keeps every order one by one and fills them all in random order.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <utility>

#include "host/risk/limits.hpp"

namespace maxmin::risk {
namespace {

using gateway::Request;
using gateway::RequestKind;

constexpr Timestamp now(1'757'073'600'000'000'000);
constexpr int assets = 4;
constexpr double lot_usd[assets] = {1.0, 10.0, 0.25, 3.0};  // one tick = 0.01 lot_usd per lot

struct OpenOrder {
    int asset;
    Side side;
    std::int64_t lots;
    std::int64_t replacement_lots = 0;  // of a modify on its way: fills on top of the old order
};

class Market {
  public:
    explicit Market(std::uint64_t seed) : generator_(seed), guard_(rules(), portfolio()) {
        guard_.state().on_account({.realised_usd = 1e6}, now);
        for (int asset = 0; asset < assets; ++asset) {
            tell(asset);
        }
    }

    static PortfolioLimits portfolio() {
        return {.gross_value_usd_max = 2500.0,
                .net_value_usd_max = 1300.0,
                .open_orders_max = 14,
                .loss_usd_max = 1.0,
                .drawdown_usd_max = 1.0};
    }
    static constexpr double position_usd_max = 1000.0;

    void step() {
        const double dice = uniform();
        if (dice < 0.6) {
            place();
        } else if (dice < 0.7) {
            modify();
        } else if (dice < 0.8) {
            fill();
        } else if (dice < 0.95) {
            drop();
        } else {
            // The owner's books reach the guard late and seldom.
            tell(static_cast<int>(uniform() * assets));
        }
    }

    /// Fills everything that is open or on its way, one by one in random order.
    void expect_limits_hold_whatever_fills() {
        std::vector<OpenOrder> fills;
        for (const OpenOrder& order : orders_) {
            fills.push_back(order);
            if (order.replacement_lots > 0) {
                fills.push_back({order.asset, order.side, order.replacement_lots});
            }
        }
        ASSERT_LE(static_cast<int>(orders_.size()), portfolio().open_orders_max);
        std::shuffle(fills.begin(), fills.end(), generator_);
        if (uniform() < 0.5) {  // the worst orders are one-sided: all buys first, or all sells
            const Side first = uniform() < 0.5 ? Side::bid : Side::ask;
            std::stable_partition(fills.begin(), fills.end(),
                                  [&](const OpenOrder& order) { return order.side == first; });
        }
        auto lots = position_;
        for (const OpenOrder& order : fills) {
            lots[order.asset] += sign_of(order.side) * order.lots;
            double gross = 0.0;
            double net = 0.0;
            for (int asset = 0; asset < assets; ++asset) {
                const double value = static_cast<double>(lots[asset]) * lot_usd[asset];
                ASSERT_LE(std::abs(value), position_usd_max + slack);
                gross += std::abs(value);
                net += value;
            }
            ASSERT_LE(gross, portfolio().gross_value_usd_max + slack);
            ASSERT_LE(std::abs(net), portfolio().net_value_usd_max + slack);
        }
    }

    Guard& guard() { return guard_; }

  private:
    // Sums of a few thousand updates of numbers near 1e3, each rounded by 1e-13.
    static constexpr double slack = 1e-8;

    static std::vector<AssetRules> rules() {
        std::vector<AssetRules> out;
        for (const double value : lot_usd) {
            out.push_back({.limits = {.order_value_usd_max = 300.0,
                                      .price_deviation_bps_max = 200.0,
                                      .position_value_usd_max = position_usd_max,
                                      .stale_after_s = 5.0},
                           .price_unit_usd = 0.01 * value,
                           .size_unit_coin = 1.0});
        }
        return out;
    }

    double uniform() { return std::uniform_real_distribution<double>(0.0, 1.0)(generator_); }
    std::size_t some_order() {
        return static_cast<std::size_t>(uniform() * static_cast<double>(orders_.size()));
    }
    Request random_request(int asset, Side side) {
        return {.asset = asset,
                .side = side,
                .price = Ticks(97 + static_cast<std::int64_t>(uniform() * 7)),
                .size = Lots(static_cast<std::int64_t>(uniform() * 320 / lot_usd[asset]))};
    }

    void place() {
        const int asset = static_cast<int>(uniform() * assets);
        const Request request = random_request(asset, uniform() < 0.5 ? Side::bid : Side::ask);
        if (guard_.judge(request, now) == Verdict::accepted) {
            orders_.push_back({asset, request.side, request.size.value()});
        }
    }

    void modify() {
        if (orders_.empty()) {
            return;
        }
        OpenOrder& order = orders_[some_order()];
        if (order.replacement_lots > 0) {
            return;
        }
        Request request = random_request(order.asset, order.side);
        request.kind = RequestKind::modify;
        if (guard_.judge(request, now) == Verdict::accepted) {
            order.replacement_lots = request.size.value();
        }
    }

    void fill() {
        if (orders_.empty()) {
            return;
        }
        OpenOrder& order = orders_[some_order()];
        const auto lots =
            1 + static_cast<std::int64_t>(uniform() * static_cast<double>(order.lots - 1));
        position_[order.asset] += sign_of(order.side) * lots;
        order.lots -= lots;
        settle(order);
    }

    /// Cancelled, or a modify that was answered.
    void drop() {
        if (!orders_.empty()) {
            OpenOrder& order = orders_[some_order()];
            order.lots = 0;
            settle(order);
        }
    }

    void settle(OpenOrder& order) {
        if (order.lots == 0) {
            order.lots = std::exchange(order.replacement_lots, 0);
        }
        std::erase_if(orders_, [](const OpenOrder& one) { return one.lots == 0; });
    }

    void tell(int asset) {
        Exposure exposure{
            .position = Lots(position_[asset]), .mid_usd = lot_usd[asset], .book_time = now};
        for (const OpenOrder& order : orders_) {
            if (order.asset == asset) {
                (order.side == Side::bid ? exposure.open_buy : exposure.open_sell) +=
                    Lots(order.lots + order.replacement_lots);
                ++exposure.open_orders;
            }
        }
        guard_.set_exposure(asset, exposure);
    }

    std::mt19937_64 generator_;
    Guard guard_;
    std::array<std::int64_t, assets> position_ = {};
    std::vector<OpenOrder> orders_;
};

TEST(GuardProperty, AcceptedSequencesStayWithinLimitsWhateverFills) {
    std::array<std::uint64_t, verdicts> seen = {};
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(seed);
        Market market(seed);
        for (int k = 0; k < 1500; ++k) {
            market.step();
            ASSERT_NO_FATAL_FAILURE(market.expect_limits_hold_whatever_fills());
        }
        std::uint64_t sum = 0;
        for (int k = 0; k < verdicts; ++k) {
            const std::uint64_t count = market.guard().count(static_cast<Verdict>(k));
            seen[static_cast<std::size_t>(k)] += count;
            sum += count;
        }
        EXPECT_EQ(sum, market.guard().judged());
    }
    // The test would mean nothing if a limit had never been met.
    for (const Verdict verdict : {Verdict::accepted, Verdict::bad_size, Verdict::order_value,
                                  Verdict::price_deviation, Verdict::position_value,
                                  Verdict::gross_value, Verdict::net_value, Verdict::open_orders}) {
        EXPECT_GT(seen[static_cast<std::size_t>(verdict)], 20U) << to_string(verdict);
    }
}

TEST(GuardProperty, NothingButCancelsPassesAHaltWhateverHappens) {
    std::mt19937_64 generator(77);
    const auto dice = [&](int sides) {
        return static_cast<int>(generator() % static_cast<std::uint64_t>(sides));
    };
    Guard guard({AssetRules{.price_unit_usd = 0.01, .size_unit_coin = 1.0}}, PortfolioLimits{});
    guard.state().on_account({.realised_usd = 1e6}, now);
    guard.state().halt("ann", now);
    for (int k = 0; k < 20'000; ++k) {
        const Timestamp time = now + seconds(k * 100);
        const double values[] = {1e6, 1e7, std::numeric_limits<double>::quiet_NaN(), 1e5};
        guard.state().on_account({.realised_usd = values[dice(4)]}, time);
        guard.set_exposure(
            0, {.position = Lots(dice(200) - 100), .mid_usd = values[dice(4)], .book_time = time});
        guard.state().reduce("bob", time);
        guard.clear(0, StopReason::operator_word);
        const Request request{.kind = static_cast<RequestKind>(dice(3)),
                              .side = static_cast<Side>(dice(2)),
                              .price = Ticks(dice(200)),
                              .size = Lots(dice(200))};
        const Verdict verdict = guard.judge(request, time);
        ASSERT_EQ(verdict == Verdict::accepted, request.kind == RequestKind::cancel);
    }
}

}  // namespace
}  // namespace maxmin::risk
