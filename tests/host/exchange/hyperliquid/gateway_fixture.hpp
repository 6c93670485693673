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
    /// Ends both sides. To be held until what the venue's functions refer to goes out of scope:
    /// they are called on threads of its own.
    class Session {
      public:
        explicit Session(GatewayFixture& fixture) : fixture_(fixture) {}
        Session(const Session&) = delete;
        Session& operator=(const Session&) = delete;
        ~Session() {
            fixture_.scene.reset();
            fixture_.venue = std::make_unique<ScriptedVenue>();
        }

      private:
        GatewayFixture& fixture_;
    };

    [[nodiscard]] Session connect(std::function<void(exchange::ExchangeConfig&)> change = {}) {
        exchange::ExchangeConfig config;
        config.url = venue->url();
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
        return Session(*this);
    }
    void place(std::uint64_t id) {
        scene->submit(scene->request(gateway::RequestKind::place, gateway::OrderId{id}, 0,
                                     Side::bid, Ticks(1'000'000), Lots(100)));
    }
    bool wait_up() {
        return scene->run_until([&] { return scene->ear.is_up(); });
    }
    std::unique_ptr<ScriptedVenue> venue = std::make_unique<ScriptedVenue>();
    std::unique_ptr<LiveScene> scene;
};

}  // namespace maxmin::test
