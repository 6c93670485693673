// A runner in real time: a scripted venue and a wandering market on a thread of their own, as a
// gateway would be.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "host/config/load.hpp"
#include "host/live/runner.hpp"
#include "tests/host/live/scripted_venue.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::live::test {

inline engine::Config live_config() {
    return config::load_text(R"(
assets = ["ETH", "SOL"]
[run]
particles = 64
step_interval_ms = 20
[fate]
answer_timeout_s = 1.0
[defaults]
sz_decimals = 4
max_absolute_position_size = 10.0
enable_multi_level = true
enable_robust_control = true
filter = { warm_up_s = 0.3, observation_interval_s = 0.1 }
grid = { nodes_max = 21 }
gate = { forced_open = true }
order = { minimum_life_s = 0.2 }
)",
                             "live.toml", {})
        .config;
}

class LiveScene {
  public:
    explicit LiveScene(const std::filesystem::path& state, unsigned seed = 1)
        : config(live_config()),
          instruments{market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25),
                      market::hyperliquid_instrument("SOL", 4, market::AssetType::perp, 25)},
          state_folder(state),
          venue_(seed, 2) {}
    LiveScene(const LiveScene&) = delete;
    LiveScene& operator=(const LiveScene&) = delete;
    ~LiveScene() {
        close_gateway();
        runner.reset();
    }

    RunnerSetup setup() {
        return {.config = config,
                .config_hash = 77,
                .instruments = instruments,
                .mid_usd = mids_,
                .balance_usd = 100'000.0,
                .account = "test account",
                .venue = "a test",
                .state_folder = state_folder,
                .lock_folder = state_folder,
                .record_inputs = true,
                .wake_gateway = [this] { woken_.store(true, std::memory_order_release); },
                .dead_man_config = {}};
    }

    void start() { start(setup()); }
    void start(RunnerSetup with) {
        runner = std::make_unique<Runner>(std::move(with));
        venue_.listener = &runner->listener();
        venue_.now = runner->clock().now();
        venue_.faults.delay_ms_max = 3;
        venue_.break_link();  // of the process before
        venue_.forget_told_since(runner->past().fills_since());
        open_ = true;
        runner->start();
        gateway_ = std::thread([this] { run_gateway(); });
    }

    /// Ends as a process should; the orders that may still be at the venue.
    int stop(Duration patience = seconds(3)) {
        const int left = runner->stop(patience);
        close_gateway();
        return left;
    }

    /// On the gateway's thread, before its next turn.
    void at_venue(const std::function<void(ScriptedVenue&)>& action) {
        std::atomic<bool> done = false;
        {
            const std::lock_guard<std::mutex> guard(mutex_);
            action_ = [&](ScriptedVenue& venue) {
                action(venue);
                done = true;
            };
        }
        while (!done) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    /// Waits until it holds; false after ten seconds (sanitizers are slow).
    bool await(const std::function<bool(const Status&)>& holds) {
        for (int i = 0; i < 5000; ++i) {
            if (holds(runner->status())) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return false;
    }
    bool await_quotes() {
        return await([](const Status& status) { return status.open_orders() >= 10; });
    }

    engine::Config config;
    std::vector<market::Instrument> instruments;
    std::filesystem::path state_folder;
    std::unique_ptr<Runner> runner;

  private:
    void run_gateway() {
        int turn = 0;
        while (open_.load(std::memory_order_acquire)) {
            venue_.run_until(runner->clock().now());
            if (woken_.exchange(false, std::memory_order_acq_rel)) {
                runner->deliver_requests(venue_);
            }
            venue_.mend_link();
            if (++turn % 10 == 0) {
                book(0, turn);
                book(1, turn);
            }
            if (turn % 1000 == 0 && venue_.is_up()) {
                venue_.tell_account(false);
            }
            {
                const std::lock_guard<std::mutex> guard(mutex_);
                if (action_) {
                    action_(venue_);
                    action_ = nullptr;
                }
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    void book(AssetIndex asset, int turn) {
        const std::int64_t mid = 400'000 + (turn / 10 % 2 == 0 ? 10 : -10);
        const std::array bids{market::BookLevel{Ticks(mid - 10), Lots(50'000)}};
        const std::array asks{market::BookLevel{Ticks(mid + 10), Lots(50'000)}};
        market::MarketEvent event;
        event.local_time = runner->clock().now();
        event.exchange_time = event.local_time - milliseconds(20);
        event.asset = asset;
        event.kind = market::EventKind::book;
        event.bid_levels = 1;
        event.ask_levels = 1;
        runner->listener().on_market(event, bids, asks);
    }
    void close_gateway() {
        open_ = false;
        if (gateway_.joinable()) {
            gateway_.join();
        }
    }

    std::vector<double> mids_{4000.0, 4000.0};
    ScriptedVenue venue_;
    std::atomic<bool> woken_ = false;
    std::atomic<bool> open_ = false;
    std::mutex mutex_;
    std::function<void(ScriptedVenue&)> action_;
    std::thread gateway_;
};

}  // namespace maxmin::live::test
