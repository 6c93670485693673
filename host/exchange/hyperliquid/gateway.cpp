#include "host/exchange/hyperliquid/gateway.hpp"

#include <chrono>

#include "host/exchange/hyperliquid/network.hpp"
#include "host/wire/hyperliquid/error_text.hpp"

namespace maxmin::exchange::hyperliquid {

using gateway::LinkState;
using gateway::Request;
using gateway::RequestKind;
namespace wire = maxmin::wire::hyperliquid;

namespace {

constexpr auto tick_interval = std::chrono::milliseconds(10);

transport::WebSocketConfig socket_config(const ExchangeConfig& config) {
    transport::WebSocketConfig made;
    made.open_timeout = from_seconds(config.open_timeout_s);
    made.ping_after = from_seconds(config.ping_after_s);
    made.silence_limit = from_seconds(config.silence_limit_s);
    made.queue_frames = 2'048;
    return made;
}

transport::HttpConfig http_config(const ExchangeConfig& config) {
    transport::HttpConfig made;
    made.timeout = from_seconds(config.request_timeout_s);
    return made;
}

transport::BackoffConfig backoff_config(const ExchangeConfig& config) {
    transport::BackoffConfig made;
    made.first_s = config.reconnect_first_s;
    made.most_s = config.reconnect_most_s;
    made.dials_a_minute = config.dials_a_minute;
    return made;
}

wire::Address reads_as(const GatewaySetup& setup) {
    return setup.vault.value_or(setup.account);
}

}  // namespace

Gateway::Gateway(GatewaySetup setup, gateway::Listener& listener)
    : setup_(std::move(setup)),
      listener_(listener),
      coins_(SymbolTable::of(setup_.markets.instruments)),
      messages_(setup_.config.messages_a_minute, setup_.config.cancel_reserve),
      weight_(setup_.config.ip_weight_a_minute, setup_.config.cancel_reserve),
      dials_(backoff_config(setup_.config).dials_a_minute),
      http_(setup_.io, setup_.tls, transport::parse_endpoint(setup_.config.url),
            http_config(setup_.config)),
      info_(http_, weight_, setup_.now),
      table_(setup_.prefix, [this](const gateway::Report& told) { report(told); }),
      desk_({setup_.config, setup_.markets, coins_, setup_.prefix, setup_.signer, setup_.network,
             setup_.vault, setup_.nonces, table_, http_, weight_, setup_.now, setup_.latencies,
             [this](std::string_view text) { trouble(text); }}),
      reader_({setup_.config, coins_, setup_.prefix, to_string(reads_as(setup_)), table_, info_,
               setup_.now, [this](const gateway::Truth& truth) { on_truth(truth); }},
              setup_.fills_since),
      links_setup_{setup_.io,
                   setup_.tls,
                   transport::parse_endpoint(socket_url(setup_.config.url)),
                   socket_config(setup_.config),
                   backoff_config(setup_.config),
                   dials_,
                   messages_,
                   setup_.now},
      sockets_(plan_market_sockets(setup_.markets.instruments, setup_.config)),
      heard_(setup_.markets.instruments.size()),
      fundings_(setup_.markets.instruments.size()),
      timer_(setup_.io) {
    auto add = [this](std::vector<std::string> subscriptions) {
        const std::uint64_t seed = setup_.seed + links_.size();
        links_.push_back(
            std::make_unique<Link>(links_setup_, *this, std::move(subscriptions), seed));
        codecs_.push_back(std::make_unique<FrameCodec>(coins_, *this));
    };
    for (const MarketSocket& socket : sockets_) {
        add(socket.subscriptions);
    }
    add(user_subscriptions(to_string(reads_as(setup_))));
}

Gateway::~Gateway() {
    stop();
}

void Gateway::start() {
    tell(LinkState::connecting);
    links_.back()->start();  // the account first: it decides when quoting may begin
    for (std::size_t i = 0; i + 1 < links_.size(); ++i) {
        links_[i]->start();
    }
    schedule_tick();
}

void Gateway::stop() {
    stopped_ = true;  // a tick that is already on its way must not make another
    timer_.cancel();
    for (auto& link : links_) {
        link->stop();
    }
    reader_.stop();
    info_.forget();
    desk_.use(nullptr);
    link_state_ = LinkState::down;
}

void Gateway::schedule_tick() {
    timer_.expires_after(tick_interval);
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error && !stopped_) {
            tick();
            schedule_tick();
        }
    });
}

void Gateway::tick() {
    const Timestamp now = setup_.now();
    for (auto& link : links_) {
        link->tick();
    }
    info_.tick();
    reader_.tick();
    desk_.tick();
    if (link_state_ == LinkState::up && now >= next_check_ && !reader_.is_reading()) {
        next_check_ = now + from_seconds(setup_.config.check_interval_s);
        reader_.read(false);
    }
    if (now >= next_publish_) {
        next_publish_ = now + milliseconds(200);
        publish();
    }
    if (now >= next_stale_look_) {
        next_stale_look_ = now + seconds(1);
        renew_stale_books(now);
    }
}

void Gateway::submit(std::span<const Request> requests, Timestamp now) {
    orders_.clear();
    for (const Request& request : requests) {
        if (request.kind == RequestKind::query) {
            reader_.query(request);
        } else {
            orders_.push_back(request);
        }
    }
    if (!orders_.empty()) {
        desk_.submit(orders_, now);
    }
}

void Gateway::arm(Timestamp when, std::function<void(const ArmResult&)> done) {
    wire::ScheduleCancelAction action;
    if (when != Timestamp::never()) {
        action.time_ms = static_cast<std::uint64_t>(when.ns() / 1'000'000);
    }
    desk_.act(action, [done = std::move(done)](const ExchangeReply* reply) {
        ArmResult result;
        if (reply != nullptr) {
            result.text = reply->error;
            const bool volume =
                wire::classify_refusal(reply->error) == wire::Refusal::schedule_cancel_volume;
            result.kind = reply->accepted ? ArmResult::Kind::armed
                          : volume        ? ArmResult::Kind::needs_volume
                                          : ArmResult::Kind::refused;
        }
        done(result);
    });
}

void Gateway::report(const gateway::Report& told) {
    ++counters_.reports;
    listener_.on_report(told);
}

void Gateway::tell(LinkState state) {
    link_state_ = state;
    listener_.on_link(state, setup_.now());
}

void Gateway::on_link_frame(Link& link, std::string_view text) {
    std::size_t number = 0;
    while (links_[number].get() != &link) {
        ++number;
    }
    speaking_ = &link;
    const Timestamp now = setup_.now();
    if (setup_.on_market_frame && number + 1 < links_.size()) {
        setup_.on_market_frame(text, now);
    }
    const simdjson::padded_string_view frame(text.data(), text.size(),
                                             text.size() + transport::frame_padding);
    static_assert(transport::frame_padding >= simdjson::SIMDJSON_PADDING);
    const FrameResult result = codecs_[number]->decode(frame, now);
    counters_.frames_refused += result == FrameResult::refused;
    speaking_ = nullptr;
}

void Gateway::on_link_up(Link& link) {
    if (&link == links_.back().get()) {
        tell(LinkState::syncing);
        reader_.read(true);
    }
}

void Gateway::on_link_down(Link& link, const transport::Failure& failure) {
    last_error_ = std::string(failure.where) + ": " + failure.error.message();
    trouble("link lost at " + std::string(failure.where) + ": " + failure.error.message());
    if (&link == links_.back().get()) {
        tell(LinkState::down);
        desk_.link_lost();
        reader_.stop();
        tell(LinkState::connecting);
    }
}

void Gateway::on_truth(const gateway::Truth& truth) {
    desk_.allowance().stated(truth.requests_used, truth.requests_limit);
    if (truth.after_loss) {
        // What was on its way when the link broke has been executed or has expired by then.
        next_check_ = setup_.now() + from_seconds(setup_.config.expires_after_s + 1.0);
        desk_.use(links_.back().get());
    }
    listener_.on_truth(truth);
    if (truth.after_loss) {
        tell(LinkState::up);
    }
}

void Gateway::on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                        std::span<const market::BookLevel> asks) {
    const auto stream = event.kind == market::EventKind::best   ? Stream::best
                        : event.kind == market::EventKind::book ? Stream::book
                                                                : Stream::trades;
    heard_[static_cast<std::size_t>(event.asset)][static_cast<std::size_t>(stream)] =
        event.local_time;
    listener_.on_market(event, bids, asks);
}

void Gateway::on_order_update(const OrderUpdate& update) {
    table_.on_update(update, setup_.now());
}

void Gateway::on_fill(const Fill& fill, FillSource source) {
    if (source == FillSource::user_events || fill.time < setup_.fills_since) {
        return;
    }
    if (fill.liquidation && !fill.cloid) {  // with ours it is somebody else's, met by our order
        setup_.on_liquidated();
    }
    const auto before = table_.counters().fills;
    table_.on_fill(fill, setup_.now());
    if (table_.counters().fills != before) {
        const auto& rules = setup_.markets.instruments[static_cast<std::size_t>(fill.asset)];
        desk_.allowance().traded(rules.price_usd(fill.price) * rules.size_coin(fill.size));
    }
}

void Gateway::on_funding(const Funding& funding, bool) {
    if (funding.time < setup_.fills_since ||
        !fundings_[static_cast<std::size_t>(funding.asset)].admit(funding.time)) {
        return;
    }
    gateway::Report told;
    told.kind = gateway::ReportKind::funding;
    told.asset = funding.asset;
    told.fee_usd = funding.paid_usd;
    told.exchange_time = funding.time;
    told.local_time = setup_.now();
    report(told);
}

void Gateway::on_subscription(const SubscriptionReply& reply) {
    if (reply.subscribed && speaking_ != nullptr) {
        speaking_->acknowledged();
    }
}

void Gateway::on_error(std::string_view text) {
    ++counters_.error_frames;
    last_error_ = text;
    trouble("error frame: " + std::string(text));
    if (text.find("messages per minute") != text.npos) {
        messages_.exhausted(setup_.now(), seconds(5));
    }
}

void Gateway::trouble(std::string_view text) {
    const Timestamp now = setup_.now();
    if (text != last_trouble_ || now >= trouble_quiet_until_) {
        last_trouble_ = text;
        trouble_quiet_until_ = now + seconds(30);
        setup_.on_trouble(text);
    }
}

void Gateway::publish() {
    const auto set = [](std::atomic<std::int64_t>& counter, auto value) {
        counter.store(static_cast<std::int64_t>(value), std::memory_order_relaxed);
    };
    gateway::WireCounters& wire = setup_.wire;
    const DeskCounters& desk = desk_.counters();
    const BudgetsLeft left = budgets();
    set(wire.actions, desk.actions);
    set(wire.items, desk.items);
    set(wire.over_http, desk.over_http);
    set(wire.refused_here, desk.refused_here);
    set(wire.refused_actions, desk.refused_actions);
    set(wire.unanswered, desk.unanswered);
    set(wire.too_many, desk.too_many);
    set(wire.frames_refused, counters_.frames_refused);
    set(wire.stale_streams, counters_.stale_streams);
    set(wire.fills_foreign, table_.counters().fills_foreign);
    set(wire.posts_in_flight, left.posts_in_flight);
    set(wire.waiting, left.waiting);
    set(wire.messages_left, left.messages);
    set(wire.ip_weight_left, left.ip_weight);
    set(wire.actions_left, left.actions_limit - left.actions_used);
}

BudgetsLeft Gateway::budgets() {
    const Timestamp now = setup_.now();
    return {.messages = messages_.left(now),
            .ip_weight = weight_.left(now),
            .posts_in_flight = desk_.in_flight(),
            .waiting = desk_.waiting(),
            .actions_used = desk_.allowance().used(),
            .actions_limit = desk_.allowance().limit()};
}

Duration Gateway::stream_age(AssetIndex asset, Stream stream) const {
    const Timestamp heard =
        heard_[static_cast<std::size_t>(asset)][static_cast<std::size_t>(stream)];
    return heard == Timestamp(0) ? Duration(INT64_MAX) : setup_.now() - heard;
}

/// Books come whether anything trades or not: a silent one has lost its subscription.
void Gateway::renew_stale_books(Timestamp now) {
    const Duration limit = from_seconds(setup_.config.stream_alarm_s);
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
        if (links_[i]->state() != Link::State::up) {
            continue;
        }
        for (std::size_t k = 0; k < sockets_[i].assets.size(); ++k) {
            const auto asset = static_cast<std::size_t>(sockets_[i].assets[k]);
            Timestamp& heard = heard_[asset][static_cast<std::size_t>(Stream::book)];
            if (heard != Timestamp(0) && now - heard > limit) {
                ++counters_.stale_streams;
                heard = now;  // one renewal a limit
                links_[i]->renew(streams * k + static_cast<std::size_t>(Stream::book));
            }
        }
    }
}

}  // namespace maxmin::exchange::hyperliquid
