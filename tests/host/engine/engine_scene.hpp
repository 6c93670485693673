// The engine between a hand-made market and a venue that remembers what it was sent. Prices are in
// ticks of 0.01 USD around 4,000 USD (0.1 USD is the legal step, 0.25 bps), sizes in lots of 0.0001
// coin. Nothing is answered unless a test says so, or auto_answer is on.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host/config/load.hpp"
#include "host/engine/engine.hpp"

namespace maxmin::engine::test {

using gateway::OrderId;
using gateway::Reason;
using gateway::Report;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;
using gateway::TimeInForce;
using market::BookLevel;
using market::EventKind;
using market::MarketEvent;

inline constexpr Timestamp scene_start(1'757'001'600'000'000'000);
inline constexpr std::int64_t mid_ticks = 400'000;

inline BookLevel level(std::int64_t price, std::int64_t size) {
    return {.price = Ticks(price), .size = Lots(size)};
}

struct Sent {
    Request request;
    Timestamp time;
};

class RememberingPort final : public gateway::Port {
  public:
    void submit(std::span<const Request> requests, Timestamp now) override {
        for (const Request& request : requests) {
            sent.push_back({request, now});
        }
    }
    std::vector<Sent> sent;
};

/// Two assets that warm up in two seconds, with the gate forced open; `sets` are assignments as the
/// command line takes them.
inline Config scene_config(const std::vector<std::string>& sets = {}) {
    return config::load_text(R"(
assets = ["ETH", "SOL"]
[run]
particles = 256
[defaults]
sz_decimals = 4
max_absolute_position_size = 10.0
enable_multi_level = true
enable_robust_control = true
filter = { warm_up_s = 2.0 }
gate = { forced_open = true }
)",
                             "scene.toml", sets)
        .config;
}

class Scene {
  public:
    /// `start`: time, end, mids and balance are set here; a live start says linked = false.
    explicit Scene(Config scene_config_in = scene_config(), EngineStart start = {})
        : config(std::move(scene_config_in)),
          instruments(config.assets.size(),
                      market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25)),
          alive(config.assets.size(), true),
          centre(config.assets.size(), mid_ticks) {
        const std::vector<double> mids(config.assets.size(), 4000.0);
        start.time = scene_start;
        start.expected_end = scene_start + seconds(600);
        start.mid_usd = mids;
        start.balance_usd = 100'000.0;
        engine = std::make_unique<Engine>(config, instruments, port, start);
    }

    void book(AssetIndex asset, const std::vector<BookLevel>& bids,
              const std::vector<BookLevel>& asks) {
        MarketEvent event;
        event.exchange_time = now - milliseconds(20);
        event.local_time = now;
        event.asset = asset;
        event.kind = EventKind::book;
        event.bid_levels = static_cast<std::uint8_t>(bids.size());
        event.ask_levels = static_cast<std::uint8_t>(asks.size());
        engine->on_market(event, now, bids, asks);
    }

    /// A one-tick-wide book around the asset's centre, which the tenth of a second moves up or
    /// down.
    void ordinary_book(AssetIndex asset) {
        const std::int64_t wiggle = (now.ns() / 100'000'000 + asset) % 2 == 0 ? 10 : -10;
        const std::int64_t mid = centre[static_cast<std::size_t>(asset)] + wiggle;
        book(asset, {level(mid - 10, 50'000), level(mid - 20, 50'000)},
             {level(mid + 10, 50'000), level(mid + 20, 50'000)});
    }

    void round() {
        engine->on_timer(now);
        const std::size_t first = port.sent.size();
        engine->decide(now);
        for (std::size_t i = first; i < port.sent.size(); ++i) {
            check(port.sent[i].request);
        }
        engine->log().drain([&](const LogRecord& record) { log.push_back(record); });
        if (auto_answer) {
            answer_all();
        }
    }

    /// Ten books a second for every asset that is alive.
    void run(Duration duration) {
        for (const Timestamp end = now + duration; now < end;) {
            now = now + milliseconds(100);
            for (AssetIndex asset = 0; asset < std::ssize(alive); ++asset) {
                if (alive[static_cast<std::size_t>(asset)]) {
                    ordinary_book(asset);
                }
            }
            round();
        }
    }

    /// Until both assets quote, every order resting.
    void warm_up() {
        auto_answer = true;
        run(seconds(8));
        for (const Asset& asset : engine->assets()) {
            ASSERT_EQ(to_string(asset.state), to_string(QuoteState::quoting));
            ASSERT_FALSE(asset.orders.orders().empty());
        }
    }

    /// The venue does all that was asked since the last time.
    void answer_all() {
        for (; answered_ < port.sent.size(); ++answered_) {
            const Request& request = port.sent[answered_].request;
            Report report = report_of(request);
            switch (request.kind) {
                case RequestKind::place:
                    report.kind = ReportKind::accepted;
                    report.remaining = request.size;
                    if (request.time_in_force == TimeInForce::immediate_or_cancel) {
                        report.kind = ReportKind::rejected;
                        report.reason = Reason::immediate_not_filled;
                        report.remaining = Lots(0);
                    }
                    break;
                case RequestKind::modify:
                    report.kind = ReportKind::modified;
                    report.remaining = request.size;
                    break;
                case RequestKind::cancel:
                case RequestKind::query:  // nothing rests that was not reported
                    report.kind = ReportKind::cancelled;
                    break;
            }
            engine->on_report(report);
        }
    }

    Report report_of(const Request& request) const {
        Report report;
        report.side = request.side;
        report.level = request.level;
        report.asset = request.asset;
        report.id = request.id;
        report.price = request.price;
        report.size = request.size;
        report.exchange_time = now;
        report.local_time = now;
        return report;
    }

    Report fill_of(const order::WorkingOrder& order, AssetIndex asset, Lots size) {
        Report report;
        report.kind = ReportKind::filled;
        report.side = order.side;
        report.level = order.level;
        report.asset = asset;
        report.id = order.id;
        report.price = order.resting.price;
        report.size = size;
        report.remaining = order.resting.size - size;
        report.trade_id = ++last_trade_id;
        report.exchange_time = now;
        report.local_time = now;
        return report;
    }

    /// The open order at the best level of a side; asserts that there is one.
    order::WorkingOrder best_order(AssetIndex asset, Side side) const {
        for (const order::WorkingOrder& order : of(asset).orders.orders()) {
            if (order.side == side && order.level == 0 && order.resting.size > Lots(0)) {
                return order;
            }
        }
        ADD_FAILURE() << "no order rests at the best level";
        return {};
    }

    /// A foreign order of this size in our name fills: the shortest way to a position.
    void give_position(AssetIndex asset, Side side, Lots size) {
        order::WorkingOrder order;
        order.id = OrderId(1'000'000 + ++last_trade_id);
        order.side = side;
        order.resting = {.price = Ticks(centre[static_cast<std::size_t>(asset)]), .size = size};
        engine->on_report(fill_of(order, asset, size));
    }

    const Asset& of(AssetIndex asset) const {
        return engine->assets()[static_cast<std::size_t>(asset)];
    }

    Config config;
    std::vector<market::Instrument> instruments;
    RememberingPort port;
    std::unique_ptr<Engine> engine;
    std::vector<bool> alive;
    std::vector<std::int64_t> centre;  // ticks
    std::vector<LogRecord> log;
    Timestamp now = scene_start;
    bool auto_answer = false;
    std::uint64_t last_trade_id = 0;

  private:
    /// What must hold for every request, whatever the test does to the engine.
    void check(const Request& request) const {
        if (!gateway::shows_size(request.kind)) {
            return;
        }
        const Asset& asset = of(request.asset);
        const market::Instrument& instrument = asset.setup.instrument;
        EXPECT_TRUE(engine->link().may_trade());
        if (engine->guard().state().mode() == risk::TradingMode::halted) {
            EXPECT_TRUE(engine->is_closing() && request.reduce_only);
        }
        ASSERT_TRUE(asset.market.has_quote());
        EXPECT_EQ(asset.market.freshness(now, from_seconds(asset.config->risk.stale_after_s)),
                  market::Freshness::fresh);
        EXPECT_TRUE(instrument.is_legal(request.price)) << request.price.value();
        EXPECT_GT(request.size, Lots(0));
        if (request.time_in_force != TimeInForce::post_only) {
            EXPECT_TRUE(request.reduce_only);
            return;
        }
        const double deviation_bps =
            1e4 * (1.0 - instrument.price_usd(request.price) / asset.market.mid_usd());
        EXPECT_GT(sign_of(request.side) * deviation_bps, 0.0) << "on the wrong side of the mid";
        EXPECT_LE(std::fabs(deviation_bps), asset.config->risk.price_deviation_bps_max);
        const Lots most =
            asset.position * sign_of(request.side) + asset.orders.open_most(request.side);
        // Only a side that takes inventory away may end beyond the limit it started beyond.
        EXPECT_LE(most, std::max(asset.setup.quote.max_position, -asset.position));
    }

    std::size_t answered_ = 0;
};

}  // namespace maxmin::engine::test
