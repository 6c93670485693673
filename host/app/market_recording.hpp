// The venue's market frames into a folder: sockets on a thread of their own, whose clock readings
// are the recording's, and the disk on the caller's. No key, no account, no engine.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "host/config/loaded.hpp"
#include "host/exchange/hyperliquid/market_feed.hpp"
#include "host/exchange/hyperliquid/startup.hpp"
#include "host/live/clock.hpp"
#include "host/live/recorder.hpp"

namespace maxmin::app {

/// One stream over all assets.
struct StreamSilence {
    AssetIndex longest = 0;         // whose last frame is the oldest
    double longest_s = 0.0;         // of those ever heard
    std::vector<AssetIndex> never;  // heard
};

struct RecordingStatus {
    Duration since_start;
    std::int64_t frames = 0;
    std::int64_t frames_lost = 0;  // the disk was too slow for them
    std::int64_t bytes_raw = 0;
    std::int64_t bytes_written = 0;
    std::int64_t write_failures = 0;
    std::size_t sockets = 0;
    std::size_t sockets_up = 0;
    exchange::hyperliquid::FeedCounters feed;
    std::array<StreamSilence, exchange::hyperliquid::streams> silence;
    std::string last_error;
};

class MarketRecording final : private exchange::hyperliquid::FrameHandler {
  public:
    /// Asks the venue for its markets and opens today's file. Throws InputError.
    MarketRecording(const config::Loaded& loaded, const std::filesystem::path& folder);
    ~MarketRecording() override;

    void start();
    void stop();
    /// Several times a second.
    void write();

    RecordingStatus status();
    std::span<const market::Instrument> instruments() const { return markets_.instruments; }
    /// All that were written to.
    const std::vector<std::filesystem::path>& files() const { return files_; }

  private:
    void on_market(const market::MarketEvent&, std::span<const market::BookLevel>,
                   std::span<const market::BookLevel>) override {}
    void on_subscription(const exchange::hyperliquid::SubscriptionReply&) override {}
    void on_error(std::string_view text) override;
    void schedule_tick();
    RecordingStatus look() const;

    live::Clock clock_;
    std::optional<boost::asio::ssl::context> tls_;
    exchange::hyperliquid::Markets markets_;
    market::SymbolTable coins_;
    live::Recorder recorder_;
    std::vector<std::filesystem::path> files_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    boost::asio::steady_timer timer_;
    std::thread thread_;
    // The sockets' thread.
    bool is_running_ = true;
    exchange::hyperliquid::LinkSetup links_;
    exchange::hyperliquid::MarketFeed feed_;
    Timestamp started_;
    std::int64_t frames_ = 0;
    std::string last_error_;
};

}  // namespace maxmin::app
