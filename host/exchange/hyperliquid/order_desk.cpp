#include "host/exchange/hyperliquid/order_desk.hpp"

#include <algorithm>
#include <charconv>

#include "host/market/decimal.hpp"

namespace maxmin::exchange::hyperliquid {

using gateway::Reason;
using gateway::Request;
using gateway::RequestKind;
namespace wire = maxmin::wire::hyperliquid;

namespace {

constexpr Duration pause_after_429 = seconds(10);
constexpr Duration pause_after_full_post = milliseconds(500);
constexpr Duration pause_without_network = seconds(1);
/// While messages are scarce cancels wait for one another for so long: one message takes them all.
constexpr Duration cancels_gather = milliseconds(40);

/// An error post carries "<HTTP status> and words".
HttpFate fate_of_error(std::string_view text) {
    int status = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
    if (error == std::errc{} && end != text.data() && status >= 400 && status < 600) {
        return fate_of_status(status);
    }
    const bool turned_away =
        text.find("too many pending post") != text.npos || text.find("eserialize") != text.npos;
    return turned_away ? HttpFate::not_executed : HttpFate::unknown;
}

/// A venue that has seen this nonce may have executed the action: nothing is known.
bool says_nothing(const ExchangeReply& reply) {
    return reply.error.find("duplicate nonce") != reply.error.npos;
}

}  // namespace

OrderDesk::OrderDesk(Parts parts)
    : parts_(std::move(parts)),
      actions_(parts_.markets, parts_.prefix),
      writer_(parts_.signer, parts_.network),
      codec_(parts_.coins) {}

void OrderDesk::submit(std::span<const Request> requests, Timestamp now) {
    dropped_.clear();
    taken_ = parts_.now();
    for (const Request& request : requests) {
        const bool may_leave =
            link_ != nullptr || request.kind == RequestKind::cancel || request.reduce_only;
        if (!may_leave) {  // without a socket nothing would tell what became of it
            refuse({&request, 1}, Reason::other);
            continue;
        }
        const double mispricing = parts_.table.mispricing(request);
        parts_.table.sent(request, now);
        queue_.add({request, mispricing, now}, dropped_);
    }
    const auto dropped = std::exchange(dropped_, {});
    refuse(dropped, Reason::too_many_requests);
    submitted_ = now;
    flush();
    submitted_ = Timestamp();
}

void OrderDesk::flush() {
    const Timestamp now = parts_.now();
    while (send_front(now)) {
    }
}

/// True if the best waiting batch left.
bool OrderDesk::send_front(Timestamp now) {
    const WaitingRequest* first = queue_.front();
    if (first == nullptr || now < paused_until_) {
        return false;
    }
    const bool cancels = first->request.kind == RequestKind::cancel;
    const int room = allowance_.room(parts_.config.items_an_action, cancels, now);
    const bool up = link_ != nullptr && link_->state() == Link::State::up;
    const bool full = static_cast<int>(posts_.size()) >= parts_.config.posts_in_flight ||
                      (up && !link_->has_room(cancels));
    const bool scarce = up && !link_->has_room(false);
    if (room == 0 || (up && full && !cancels) ||
        (scarce && cancels && now - first->since < cancels_gather)) {
        return false;
    }
    auto batch = take_batch_memory();
    const Timestamp since = queue_.take(static_cast<std::size_t>(room), batch);
    if (!up || full) {
        return send_over_http(std::move(batch), since);
    }
    const auto body = sign(actions_.write(batch), now, cancels);
    const std::uint64_t id = ++next_post_;
    frame_.clear();
    if (body) {
        wire::append_post(frame_, id, wire::PostKind::action, *body);
    }
    if (!body || !link_->send(frame_, cancels)) {
        if (cancels) {
            return send_over_http(std::move(batch), since);
        }
        refuse(batch, Reason::too_many_requests);
        return false;
    }
    allowance_.spent(static_cast<int>(batch.size()), now);
    counters_.items += static_cast<std::int64_t>(batch.size());
    const Timestamp sent = parts_.now();
    measure(batch, since, sent);
    posts_.emplace(id, Post{std::move(batch), sent});
    return true;
}

void OrderDesk::measure(std::span<const Request> batch, Timestamp since, Timestamp sent) {
    if (since != submitted_) {
        parts_.latencies.held.add(sent - since);
        return;
    }
    const Timestamp frame = batch.front().frame_time;  // one turn's requests share it
    if (frame != Timestamp()) {
        parts_.latencies.hand_over.add(since - frame);
        parts_.latencies.decide.add(taken_ - since);
        parts_.latencies.send.add(sent - taken_);
        parts_.latencies.frame_to_action.add(sent - frame);
    }
}

bool OrderDesk::send_over_http(std::vector<Request> batch, Timestamp since) {
    const Timestamp now = parts_.now();
    const bool cancels = batch.front().kind == RequestKind::cancel;
    const int items = static_cast<int>(batch.size());
    std::optional<std::string_view> body;
    if (parts_.weight.take(action_weight(items), cancels, now)) {
        body = sign(actions_.write(batch), now, cancels);
    }
    if (!body) {
        wait_again(batch, since);
        return false;
    }
    allowance_.spent(items, now);
    counters_.items += items;
    ++counters_.over_http;
    auto shared = std::make_shared<std::vector<Request>>(std::move(batch));
    parts_.http.post({.target = "/exchange", .body = std::string(*body), .idempotent = false},
                     [this, alive = alive_, shared](transport::HttpReply& reply) {
                         if (!*alive) {
                             return;
                         }
                         const bool answered = reply.status != 0;
                         const HttpFate fate =
                             answered ? fate_of_status(reply.status)
                                      : (reply.sent ? HttpFate::unknown : HttpFate::not_executed);
                         counters_.too_many += reply.status == 429;
                         if (reply.status == 429) {
                             parts_.weight.exhausted(parts_.now(), pause_after_429);
                         }
                         if (fate == HttpFate::not_executed) {
                             const bool too_many = reply.status == 429;
                             return turned_away(
                                 *shared, too_many ? pause_after_full_post : pause_without_network);
                         }
                         const auto said = fate == HttpFate::answered ? codec_.exchange(reply.body)
                                                                      : std::nullopt;
                         if (said) {
                             apply(*shared, *said);
                         } else {
                             ++counters_.unanswered;
                         }
                     });
    return true;
}

/// A cancel never expires: late it does no harm, and it must work when our clock is wrong.
std::optional<std::string_view> OrderDesk::sign(const wire::Action& action, Timestamp now,
                                                bool cancels) {
    const auto nonce = parts_.nonces.next(now);
    if (!nonce) {
        return std::nullopt;
    }
    wire::ActionTerms terms{.nonce = *nonce, .vault = parts_.vault};
    if (parts_.config.expires_after_s > 0.0 && !cancels) {
        const Timestamp limit = now + from_seconds(parts_.config.expires_after_s);
        terms.expires_after_ms = static_cast<std::uint64_t>(limit.ns() / 1'000'000);
    }
    ++counters_.actions;
    return writer_.write(action, terms);
}

void OrderDesk::on_post(const PostReply& reply) {
    const auto place = posts_.find(reply.id);
    if (place == posts_.end()) {
        return;  // given up already, or of a question
    }
    Post post = std::move(place->second);
    posts_.erase(place);
    parts_.latencies.round_trip.add(parts_.now() - post.sent);
    if (reply.kind == PostKind::action) {
        apply(post.batch, reply.action);
    } else if (fate_of_error(reply.error_text) == HttpFate::not_executed) {
        ++counters_.too_many;
        turned_away(post.batch, pause_after_full_post);
    } else {
        ++counters_.unanswered;
    }
    spare_.push_back(std::move(post.batch));
    flush();
}

void OrderDesk::apply(std::span<const Request> batch, const ExchangeReply& reply) {
    const Timestamp now = parts_.now();
    if (!reply.accepted) {
        ++counters_.refused_actions;
        parts_.on_refused(reply.error);
        if (says_nothing(reply)) {
            ++counters_.unanswered;
            return;
        }
        return refuse(batch, reply.reason == Reason::none ? Reason::other : reply.reason);
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const ReplyItem* item = reply.item(i, batch.size());
        if (item == nullptr) {
            continue;
        }
        const auto asset = static_cast<std::size_t>(batch[i].asset);
        const int decimals = parts_.markets.instruments[asset].size_decimals;
        const auto filled = market::parse_decimal(item->total_size.view(), decimals);
        parts_.table.on_answer(batch[i], *item, Lots(filled.value_or(0)), now);
    }
}

/// Not executed, and not for anything that was wrong with them.
void OrderDesk::turned_away(std::span<const Request> batch, Duration pause) {
    const Timestamp now = parts_.now();
    allowance_.returned(static_cast<int>(batch.size()));
    paused_until_ = std::max(paused_until_, now + pause);
    wait_again(batch, now);
}

/// Cancels; anything else may be out of date by the time it could leave, and goes back.
void OrderDesk::wait_again(std::span<const Request> batch, Timestamp since) {
    std::vector<Request> refused;
    for (const Request& request : batch) {
        if (request.kind == RequestKind::cancel) {
            queue_.add({request, 0.0, since}, refused);
        } else {
            refused.push_back(request);
        }
    }
    refuse(refused, Reason::too_many_requests);
}

void OrderDesk::refuse(std::span<const Request> batch, Reason reason) {
    const Timestamp now = parts_.now();
    counters_.refused_here += static_cast<std::int64_t>(batch.size());
    for (const Request& request : batch) {
        parts_.table.refused(request, reason, now);
    }
}

std::vector<Request> OrderDesk::take_batch_memory() {
    if (spare_.empty()) {
        return {};
    }
    auto batch = std::move(spare_.back());
    spare_.pop_back();
    batch.clear();
    return batch;
}

void OrderDesk::tick() {
    const Timestamp now = parts_.now();
    dropped_.clear();
    queue_.give_up(now - from_seconds(parts_.config.request_patience_s), dropped_);
    refuse(dropped_, Reason::too_many_requests);
    std::erase_if(posts_, [&](const auto& entry) {
        const bool late = now - entry.second.sent > from_seconds(parts_.config.request_timeout_s);
        counters_.unanswered += late;
        return late;
    });
    if (!parts_.nonces.reserve_ahead(now)) {
        // Nothing may be signed until the disk takes a mark again; sign() then refuses by itself.
        return;
    }
    flush();
}

void OrderDesk::link_lost() {
    link_ = nullptr;
    counters_.unanswered += static_cast<std::int64_t>(posts_.size());
    posts_.clear();
    std::vector<Request> waiting;
    queue_.clear(waiting);
    wait_again(waiting, parts_.now());
    flush();
}

void OrderDesk::act(const wire::Action& action, ActionDone done) {
    const Timestamp now = parts_.now();
    const auto body = sign(action, now, false);
    if (!body || !parts_.weight.take(1.0, true, now)) {
        return done(nullptr);
    }
    parts_.http.post({.target = "/exchange", .body = std::string(*body), .idempotent = false},
                     [this, alive = alive_, done = std::move(done)](transport::HttpReply& reply) {
                         if (!*alive) {
                             return;
                         }
                         const auto said =
                             reply.status == 200 ? codec_.exchange(reply.body) : std::nullopt;
                         done(said ? &*said : nullptr);
                     });
}

}  // namespace maxmin::exchange::hyperliquid
