// The venue's own statement of an account of sixteen positions, computed again from its cash,
// sizes, entry prices and marks (each read off the position's value). What is compared was not put
// in.
#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "host/venue/api/shapes.hpp"
#include "tests/host/venue/scripted_market.hpp"

namespace maxmin::venue {
namespace {

using api::Json;

/// Of the fixtures, by its kind.
Json recorded_message(const std::string& kind) {
    std::ifstream file(MAXMIN_SOURCE_DIR "/tests/data/hyperliquid-messages/messages.jsonl");
    for (std::string line; std::getline(file, line);) {
        const Json entry = Json::parse(line);
        if (entry["kind"] == kind) {
            return entry["message"];
        }
    }
    return {};
}

double number(const Json& text) {
    return std::stod(text.get<std::string>());
}

/// To 10^-6 USD, without the noise that follows.
MicroUsd money_of(const Json& text) {
    return MicroUsd(std::llround(number(text) * 1e6));
}

/// A unit of a decimal text's last place: what was cut off is less.
double last_place_of(const std::string& text) {
    const std::size_t point = text.find('.');
    const std::size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
    return std::pow(10.0, -static_cast<double>(decimals));
}

/// The coarsest lot in which both the size and the mark price are whole numbers.
int size_decimals_of(double coins, MicroUsd value) {
    for (int decimals = 0; decimals < 6; ++decimals) {
        const double lots = std::fabs(coins) * std::pow(10.0, decimals);
        const auto whole = static_cast<std::int64_t>(std::llround(lots));
        if (std::fabs(lots - static_cast<double>(whole)) < 1e-6 && value.value() % whole == 0) {
            return decimals;
        }
    }
    return 6;
}

class RecordedAccount : public ::testing::Test {
  protected:
    void SetUp() override {
        recorded = recorded_message("http.info.clearinghouseState.large");
        std::vector<market::Instrument> instruments;
        for (const Json& entry : recorded["assetPositions"]) {
            const Json& position = entry["position"];
            const int decimals =
                size_decimals_of(number(position["szi"]), money_of(position["positionValue"]));
            instruments.push_back(market::hyperliquid_instrument(
                position["coin"], decimals, market::AssetType::perp, position["maxLeverage"]));
        }
        market.emplace(instruments);
        AssetIndex asset = 0;
        for (const Json& entry : recorded["assetPositions"]) {
            add(asset++, entry["position"]);
        }
        exchange.emplace(VenueConfig{}, *market);
        account = exchange->open_account(MicroUsd(0));
        exchange->run_block(Timestamp(1'000'000));
        Account& money = exchange->client(account).account;
        money.restore_raw(money_of(recorded["crossMarginSummary"]["totalRawUsd"]));
        for (const auto& [place, held] : holdings) {
            money.restore_holding(place, held);
        }
        history.emplace(instruments.size());
        directory.add({}, account);
        const api::View view{.exchange = *exchange, .history = *history, .directory = directory};
        computed = api::clearinghouse_state(view, exchange->client(account));
    }

    void add(AssetIndex asset, const Json& position) {
        const market::Instrument& rules = market->instruments()[static_cast<std::size_t>(asset)];
        const MicroUsd value = money_of(position["positionValue"]);
        Holding held;
        held.position =
            Lots(std::llround(number(position["szi"]) * std::pow(10.0, rules.size_decimals)));
        const int sign = held.position > Lots(0) ? 1 : -1;
        held.cost = MicroUsd(
            std::llround(std::fabs(number(position["szi"])) * number(position["entryPx"]) * 1e6));
        held.leverage = {.is_cross = position["leverage"]["type"] == "cross",
                         .value = position["leverage"]["value"]};
        if (!held.leverage.is_cross) {
            held.isolated_raw = money_of(position["leverage"]["rawUsd"]);
        }
        const Ticks mark(value.value() / (held.position.value() * sign));
        ASSERT_EQ(mark.value() * held.position.value() * sign, value.value());
        market->show(asset, {{mark - Ticks(1), Lots(1)}}, {{mark + Ticks(1), Lots(1)}},
                     Timestamp(1));
        holdings[asset] = held;
    }

    Json recorded;
    Json computed;
    std::optional<ScriptedMarket> market;
    std::optional<Exchange> exchange;
    std::optional<History> history;
    api::Directory directory;
    std::map<AssetIndex, Holding> holdings;
    AccountId account{};
};

// Each position's margin is truncated to 10^-6 USD, and sums of sixteen of them are compared.
constexpr double sum_tolerance_usd = 16e-6;

TEST_F(RecordedAccount, SummariesAreReproduced) {
    for (const char* const summary : {"marginSummary", "crossMarginSummary"}) {
        for (const char* const key :
             {"accountValue", "totalNtlPos", "totalRawUsd", "totalMarginUsed"}) {
            EXPECT_NEAR(number(computed[summary][key]), number(recorded[summary][key]),
                        sum_tolerance_usd)
                << summary << '.' << key;
        }
    }
    EXPECT_NEAR(number(computed["crossMaintenanceMarginUsed"]),
                number(recorded["crossMaintenanceMarginUsed"]), sum_tolerance_usd);
}

TEST_F(RecordedAccount, EveryPositionIsReproduced) {
    ASSERT_EQ(computed["assetPositions"].size(), 16U);
    for (std::size_t i = 0; i < 16; ++i) {
        const Json& ours = computed["assetPositions"][i]["position"];
        const Json& theirs = recorded["assetPositions"][i]["position"];
        SCOPED_TRACE(theirs["coin"].get<std::string>());
        // The venue cuts the entry price that it shows; its own profit is of the exact one.
        const double size = std::fabs(number(theirs["szi"]));
        const double profit_tolerance = size * last_place_of(theirs["entryPx"]) + 1e-6;
        EXPECT_NEAR(number(ours["unrealizedPnl"]), number(theirs["unrealizedPnl"]),
                    profit_tolerance);
        EXPECT_NEAR(number(ours["marginUsed"]), number(theirs["marginUsed"]), 1.1e-6);
        const double entry_margin =
            size * number(theirs["entryPx"]) / theirs["leverage"]["value"].get<double>();
        const double equity_return = number(theirs["returnOnEquity"]);
        EXPECT_NEAR(number(ours["returnOnEquity"]), equity_return,
                    (1.0 + std::fabs(equity_return)) * profit_tolerance / entry_margin + 1e-9);
        ASSERT_EQ(ours["liquidationPx"].is_null(), theirs["liquidationPx"].is_null());
        if (!theirs["liquidationPx"].is_null()) {
            EXPECT_NEAR(number(ours["liquidationPx"]), number(theirs["liquidationPx"]),
                        1.1 * sum_tolerance_usd / size + 1e-9);
        }
    }
}

}  // namespace
}  // namespace maxmin::venue
