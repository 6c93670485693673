// The venue's market, over as many sockets as it takes: three streams a coin, asked for again
// after every loss and where a book falls silent. Needs no account. Everything happens on the
// io_context's one thread.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "host/exchange/hyperliquid/frame_codec.hpp"
#include "host/exchange/hyperliquid/link.hpp"
#include "host/exchange/hyperliquid/subscriptions.hpp"

namespace maxmin::exchange::hyperliquid {

struct FeedCounters {
    std::int64_t frames_refused = 0;
    std::int64_t stale_streams = 0;  // found older than the alarm, and subscribed to again
    std::int64_t losses = 0;         // of connections, and dials that failed
};

class MarketFeed final : public FrameHandler, public LinkOwner {
  public:
    /// `to` hears markets and the venue's errors. References outlive the feed.
    MarketFeed(LinkSetup& links, const ExchangeConfig& config,
               std::span<const market::Instrument> instruments, const SymbolTable& coins,
               FrameHandler& to, std::uint64_t seed);

    /// Hears every frame as it came, with its local time, but for greetings that are no JSON.
    std::function<void(std::string_view, Timestamp)> on_raw_frame;
    std::function<void(const transport::Failure&)> on_loss;

    void start();
    void stop();
    /// Call it many times a second.
    void tick();

    /// Age of a stream's last frame; Duration of INT64_MAX where none came yet.
    Duration age(AssetIndex asset, Stream stream) const;
    std::size_t sockets() const { return links_.size(); }
    std::size_t sockets_up() const;
    const FeedCounters& counters() const { return counters_; }

  private:
    void on_link_frame(Link& link, std::string_view text) override;
    void on_link_up(Link&) override {}
    void on_link_down(Link& link, const transport::Failure& failure) override;

    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks) override;
    void on_subscription(const SubscriptionReply& reply) override;
    void on_error(std::string_view text) override { to_.on_error(text); }

    void renew_stale_books(Timestamp now);

    LinkSetup& setup_;
    FrameHandler& to_;
    Duration stale_after_;
    std::vector<MarketSocket> sockets_;
    std::vector<std::unique_ptr<Link>> links_;
    std::vector<std::unique_ptr<FrameCodec>> codecs_;
    Link* speaking_ = nullptr;  // whose frame is being decoded
    std::vector<std::array<Timestamp, streams>> heard_;
    std::vector<Timestamp> renewed_;  // books
    Timestamp next_stale_look_;
    FeedCounters counters_;
};

/// What one link's frame says, decoded in place.
FrameResult decode_frame(FrameCodec& codec, std::string_view text, Timestamp now);

}  // namespace maxmin::exchange::hyperliquid
