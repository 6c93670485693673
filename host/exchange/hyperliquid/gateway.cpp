#include "host/exchange/hyperliquid/gateway.hpp"

#include <chrono>

#include "host/exchange/hyperliquid/request_life.hpp"
#include "host/wire/hyperliquid/error_text.hpp"

namespace maxmin::exchange::hyperliquid {

using gateway::LinkState;
using gateway::Request;
using gateway::RequestKind;
namespace wire = maxmin::wire::hyperliquid;

namespace {

constexpr auto tick_interval = std::chrono::milliseconds(10);

transport::HttpConfig http_config(const ExchangeConfig& config) {
    transport::HttpConfig made;
    made.timeout = from_seconds(config.request_timeout_s);
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
      weight_(setup_.config.ip_weight_a_minute, setup_.config.cancel_reserve),
      http_(setup_.io, setup_.tls, transport::parse_endpoint(setup_.config.url),
            http_config(setup_.config)),
      info_(http_, weight_, setup_.now),
      table_(setup_.prefix, request_life(setup_.config),
             [this](const gateway::Report& told) { report(told); }),
      desk_({setup_.config, setup_.markets, coins_, setup_.prefix, setup_.signer, setup_.network,
             setup_.vault, setup_.nonces, table_, http_, weight_, setup_.now, setup_.latencies,
             [this](std::string_view text) { trouble(text); }}),
      reader_({setup_.config, coins_, setup_.prefix, to_string(reads_as(setup_)), table_, info_,
               setup_.now, [this](const gateway::Truth& truth) { on_truth(truth); },
               [this](const Fill& fill) { take_fill(fill); }},
              setup_.fills_since),
      links_(setup_.io, setup_.tls, setup_.config, setup_.now),
      feed_(links_, setup_.config, setup_.markets.instruments, coins_, *this, setup_.seed),
      account_link_(links_, *this, user_subscriptions(to_string(reads_as(setup_))),
                    setup_.seed + feed_.sockets()),
      account_codec_(coins_, *this),
      fundings_(setup_.markets.instruments.size()),
      timer_(setup_.io) {
    feed_.on_raw_frame = setup_.on_market_frame;
    feed_.on_loss = [this](const transport::Failure& failure) { remember(failure); };
}

Gateway::~Gateway() {
    stop();
}

void Gateway::start() {
    is_running_ = true;
    tell(LinkState::connecting);
    account_link_.start();  // first: it decides when quoting may begin
    feed_.start();
    schedule_tick();
}

void Gateway::stop() {
    is_running_ = false;
    timer_.cancel();
    feed_.stop();
    account_link_.stop();
    reader_.stop();
    desk_.use(nullptr);
    link_state_ = LinkState::down;
}

void Gateway::schedule_tick() {
    timer_.expires_after(tick_interval);
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error && is_running_) {  // a tick that was due already cannot be cancelled
            tick();
            schedule_tick();
        }
    });
}

void Gateway::tick() {
    const Timestamp now = setup_.now();
    feed_.tick();
    account_link_.tick();
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

void Gateway::on_link_frame(Link&, std::string_view text) {
    const FrameResult result = decode_frame(account_codec_, text, setup_.now());
    counters_.frames_refused += result == FrameResult::refused;
}

void Gateway::on_link_up(Link&) {
    tell(LinkState::syncing);
    reader_.read(true);
}

void Gateway::on_link_down(Link&, const transport::Failure& failure) {
    remember(failure);
    tell(LinkState::down);
    desk_.link_lost();
    reader_.stop();
    tell(LinkState::connecting);
}

void Gateway::remember(const transport::Failure& failure) {
    last_error_ = std::string(failure.where) + ": " + failure.error.message();
    trouble("link lost at " + last_error_);
}

void Gateway::on_truth(const gateway::Truth& truth) {
    desk_.allowance().stated(truth.requests_used, truth.requests_limit);
    if (truth.after_loss) {
        // What was on its way when the link broke has been executed or has expired by then.
        next_check_ = setup_.now() + request_life(setup_.config);
        desk_.use(&account_link_);
    }
    listener_.on_truth(truth);
    if (truth.after_loss) {
        tell(LinkState::up);
    }
}

void Gateway::on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                        std::span<const market::BookLevel> asks) {
    listener_.on_market(event, bids, asks);
}

void Gateway::on_order_update(const OrderUpdate& update) {
    table_.on_update(update, setup_.now());
}

void Gateway::on_fill(const Fill& fill, FillSource source) {
    if (source != FillSource::user_events) {
        take_fill(fill);
    }
}

/// Whether a socket or a reading of the account has told it.
void Gateway::take_fill(const Fill& fill) {
    if (fill.time < setup_.fills_since || !table_.on_fill(fill, setup_.now())) {
        return;
    }
    if (fill.liquidation && !fill.cloid) {  // with ours it is somebody else's, met by our order
        setup_.on_liquidated();
    }
    const auto& rules = setup_.markets.instruments[static_cast<std::size_t>(fill.asset)];
    desk_.allowance().traded(rules.price_usd(fill.price) * rules.size_coin(fill.size));
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
    account_link_.acknowledged(reply);
}

void Gateway::on_error(std::string_view text) {
    ++counters_.error_frames;
    last_error_ = text;
    trouble("error frame: " + std::string(text));
    links_.heed(text);
}

void Gateway::trouble(std::string_view text) {
    constexpr std::size_t texts_kept = 64;
    const Timestamp now = setup_.now();
    if (quiet_until_.size() >= texts_kept) {
        quiet_until_.clear();
    }
    Timestamp& quiet_until = quiet_until_[std::string(text)];
    if (now >= quiet_until) {
        quiet_until = now + seconds(30);
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
    const GatewayCounters all = counters();
    set(wire.frames_refused, all.frames_refused);
    set(wire.stale_streams, all.stale_streams);
    set(wire.fills_foreign, table_.counters().fills_foreign);
    set(wire.posts_in_flight, left.posts_in_flight);
    set(wire.waiting, left.waiting);
    set(wire.messages_left, left.messages);
    set(wire.ip_weight_left, left.ip_weight);
    set(wire.actions_left, left.actions_limit - left.actions_used);
}

BudgetsLeft Gateway::budgets() {
    const Timestamp now = setup_.now();
    return {.messages = links_.messages.left(now),
            .ip_weight = weight_.left(now),
            .posts_in_flight = desk_.in_flight(),
            .waiting = desk_.waiting(),
            .actions_used = desk_.allowance().used(),
            .actions_limit = desk_.allowance().limit()};
}

GatewayCounters Gateway::counters() const {
    GatewayCounters all = counters_;
    all.frames_refused += feed_.counters().frames_refused;
    all.stale_streams = feed_.counters().stale_streams;
    return all;
}

}  // namespace maxmin::exchange::hyperliquid
