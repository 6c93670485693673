#include "host/app/market_recording.hpp"

#include <chrono>

#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include "host/app/venue_access.hpp"

namespace maxmin::app {

namespace hyperliquid = exchange::hyperliquid;

namespace {

constexpr auto tick_interval = std::chrono::milliseconds(10);

}  // namespace

MarketRecording::MarketRecording(const config::Loaded& loaded, const std::filesystem::path& folder)
    : tls_(make_tls(loaded.config.exchange)),
      markets_(hyperliquid::ask_markets(tls_ ? &*tls_ : nullptr, loaded.config.exchange,
                                        expected_markets(loaded.config))),
      coins_(market::SymbolTable::of(markets_.instruments)),
      recorder_(folder, clock_.now()),
      files_{recorder_.file()},
      work_(boost::asio::make_work_guard(io_)),
      timer_(io_),
      links_(io_, tls_ ? &*tls_ : nullptr, loaded.config.exchange, [this] { return clock_.now(); }),
      feed_(links_, loaded.config.exchange, markets_.instruments, coins_, *this,
            loaded.config.run.seed),
      started_(clock_.now()) {
    feed_.on_raw_frame = [this](std::string_view frame, Timestamp now) {
        ++frames_;
        recorder_.frame(frame, now);
    };
    feed_.on_loss = [this](const exchange::transport::Failure& failure) {
        last_error_ = std::string(failure.where) + ": " + failure.error.message();
    };
}

MarketRecording::~MarketRecording() {
    stop();
}

void MarketRecording::start() {
    boost::asio::post(io_, [this] {
        feed_.start();
        schedule_tick();
    });
    thread_ = std::thread([this] { io_.run(); });
}

void MarketRecording::stop() {
    if (!thread_.joinable()) {
        return;
    }
    boost::asio::post(io_, [this] {
        is_running_ = false;
        timer_.cancel();
        feed_.stop();
        work_.reset();
    });
    thread_.join();
    recorder_.write(clock_.now());
    recorder_.flush(clock_.now());
}

void MarketRecording::write() {
    clock_.retune();
    recorder_.write(clock_.now());
    if (recorder_.file() != files_.back()) {
        files_.push_back(recorder_.file());
    }
}

RecordingStatus MarketRecording::status() {
    RecordingStatus status =
        thread_.joinable()
            ? boost::asio::post(io_, boost::asio::use_future([this] { return look(); })).get()
            : look();
    status.bytes_raw = recorder_.bytes_taken();
    status.bytes_written = recorder_.bytes_written();
    status.write_failures = recorder_.write_failures();
    return status;
}

void MarketRecording::on_error(std::string_view text) {
    last_error_ = text;
    links_.heed(text);
}

void MarketRecording::schedule_tick() {
    timer_.expires_after(tick_interval);
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error && is_running_) {  // a tick that was due already cannot be cancelled
            feed_.tick();
            schedule_tick();
        }
    });
}

/// The sockets' thread, or after its end.
RecordingStatus MarketRecording::look() const {
    RecordingStatus status{.since_start = clock_.now() - started_,
                           .frames = frames_,
                           .frames_lost = recorder_.refused(),
                           .sockets = feed_.sockets(),
                           .sockets_up = feed_.sockets_up(),
                           .feed = feed_.counters(),
                           .silence = {},
                           .last_error = last_error_};
    for (std::size_t stream = 0; stream < hyperliquid::streams; ++stream) {
        StreamSilence& silence = status.silence[stream];
        for (std::size_t i = 0; i < markets_.instruments.size(); ++i) {
            const auto asset = static_cast<AssetIndex>(i);
            const Duration age = feed_.age(asset, static_cast<hyperliquid::Stream>(stream));
            if (age == Duration(INT64_MAX)) {
                silence.never.push_back(asset);
            } else if (to_seconds(age) > silence.longest_s) {
                silence.longest = asset;
                silence.longest_s = to_seconds(age);
            }
        }
    }
    return status;
}

}  // namespace maxmin::app
