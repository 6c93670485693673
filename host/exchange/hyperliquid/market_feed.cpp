#include "host/exchange/hyperliquid/market_feed.hpp"

#include <algorithm>

namespace maxmin::exchange::hyperliquid {

MarketFeed::MarketFeed(LinkSetup& links, const ExchangeConfig& config,
                       std::span<const market::Instrument> instruments, const SymbolTable& coins,
                       FrameHandler& to, std::uint64_t seed)
    : setup_(links),
      to_(to),
      stale_after_(from_seconds(config.stream_alarm_s)),
      sockets_(plan_market_sockets(instruments, config)),
      heard_(instruments.size()),
      renewed_(instruments.size()) {
    for (const MarketSocket& socket : sockets_) {
        links_.push_back(
            std::make_unique<Link>(setup_, *this, socket.subscriptions, seed + links_.size()));
        codecs_.push_back(std::make_unique<FrameCodec>(coins, *this));
    }
}

void MarketFeed::start() {
    for (const auto& link : links_) {
        link->start();
    }
}

void MarketFeed::stop() {
    for (const auto& link : links_) {
        link->stop();
    }
}

void MarketFeed::tick() {
    for (const auto& link : links_) {
        link->tick();
    }
    const Timestamp now = setup_.now();
    if (now >= next_stale_look_) {
        next_stale_look_ = now + seconds(1);
        renew_stale_books(now);
    }
}

std::size_t MarketFeed::sockets_up() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        links_, [](const auto& link) { return link->state() == Link::State::up; }));
}

Duration MarketFeed::age(AssetIndex asset, Stream stream) const {
    const Timestamp heard =
        heard_[static_cast<std::size_t>(asset)][static_cast<std::size_t>(stream)];
    return heard == Timestamp(0) ? Duration(INT64_MAX) : setup_.now() - heard;
}

void MarketFeed::on_link_frame(Link& link, std::string_view text) {
    std::size_t number = 0;
    while (links_[number].get() != &link) {
        ++number;
    }
    const Timestamp now = setup_.now();
    if (on_raw_frame && text.starts_with('{')) {
        on_raw_frame(text, now);
    }
    speaking_ = &link;
    const FrameResult result = decode_frame(*codecs_[number], text, now);
    counters_.frames_refused += result == FrameResult::refused;
    speaking_ = nullptr;
}

void MarketFeed::on_link_down(Link&, const transport::Failure& failure) {
    ++counters_.losses;
    if (on_loss) {
        on_loss(failure);
    }
}

void MarketFeed::on_market(const market::MarketEvent& event,
                           std::span<const market::BookLevel> bids,
                           std::span<const market::BookLevel> asks) {
    const auto stream = event.kind == market::EventKind::best   ? Stream::best
                        : event.kind == market::EventKind::book ? Stream::book
                                                                : Stream::trades;
    heard_[static_cast<std::size_t>(event.asset)][static_cast<std::size_t>(stream)] =
        event.local_time;
    to_.on_market(event, bids, asks);
}

void MarketFeed::on_subscription(const SubscriptionReply& reply) {
    if (speaking_ != nullptr) {
        speaking_->acknowledged(reply);
    }
}

/// Books come whether anything trades or not: a silent one has lost its subscription.
void MarketFeed::renew_stale_books(Timestamp now) {
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
        if (links_[i]->state() != Link::State::up) {
            continue;
        }
        for (std::size_t k = 0; k < sockets_[i].assets.size(); ++k) {
            const auto asset = static_cast<std::size_t>(sockets_[i].assets[k]);
            const Timestamp heard = heard_[asset][static_cast<std::size_t>(Stream::book)];
            if (heard != Timestamp(0) && now - std::max(heard, renewed_[asset]) > stale_after_) {
                ++counters_.stale_streams;
                renewed_[asset] = now;  // one renewal a limit
                links_[i]->renew(streams * k + static_cast<std::size_t>(Stream::book));
            }
        }
    }
}

FrameResult decode_frame(FrameCodec& codec, std::string_view text, Timestamp now) {
    static_assert(transport::frame_padding >= simdjson::SIMDJSON_PADDING);
    return codec.decode(simdjson::padded_string_view(text.data(), text.size(),
                                                     text.size() + transport::frame_padding),
                        now);
}

}  // namespace maxmin::exchange::hyperliquid
