// A gateway on one asset against a scripted venue, for tests of either.
#pragma once

#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "tests/host/exchange/hyperliquid/live_scene.hpp"
#include "tests/host/exchange/hyperliquid/scripted_venue.hpp"

namespace maxmin::test {

inline constexpr const char* fixture_key =
    "0x0123456789012345678901234567890123456789012345678901234567890123";

/// Perp "BTC" of five decimals, quick to reconnect, account readings a minute apart.
struct GatewayFixture : ::testing::Test {
    LiveScene& connect(std::function<void(exchange::ExchangeConfig&)> change = {}) {
        exchange::ExchangeConfig config;
        config.url = venue.url();
        config.reconnect_first_s = 0.02;
        config.check_interval_s = 60.0;
        config.expires_after_s = 0.2;
        if (change) {
            change(config);
        }
        exchange::hyperliquid::Markets markets;
        markets.instruments = {
            market::hyperliquid_instrument("BTC", 5, market::AssetType::perp, 40)};
        markets.ids = {wire::hyperliquid::AssetId{0}};
        scene = std::make_unique<LiveScene>(config, markets, fixture_key);
        scene->gateway->start();
        return *scene;
    }
    void place(std::uint64_t id) {
        scene->submit(scene->request(gateway::RequestKind::place, gateway::OrderId{id}, 0,
                                     Side::bid, Ticks(1'000'000), Lots(100)));
    }
    bool wait_up() {
        return scene->run_until([&] { return scene->ear.is_up(); });
    }
    ScriptedVenue venue;
    std::unique_ptr<LiveScene> scene;  // ends before the venue
};

}  // namespace maxmin::test
