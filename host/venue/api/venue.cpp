#include "host/venue/api/venue.hpp"

#include "host/wire/hyperliquid/parse_request.hpp"

namespace maxmin::venue::api {
namespace {

constexpr double weight_per_minute = 1200.0;
constexpr int items_per_weight = 40;

/// 1, and one more for every forty items.
int action_weight(const Json& body) {
    const auto action = body.is_object() ? body.value("action", Json(nullptr)) : Json(nullptr);
    std::size_t items = 0;
    for (const char* const key : {"orders", "cancels", "modifies"}) {
        if (action.is_object() && action.contains(key)) {
            items = action[key].size();
        }
    }
    return 1 + static_cast<int>(items) / items_per_weight;
}

}  // namespace

Venue::Venue(const VenueConfig& config, OutsideMarket& market, Network network)
    : config_(config),
      exchange_(config, market),
      history_(exchange_.assets().size()),
      view_{.exchange = exchange_, .history = history_, .directory = directory_},
      gate_(config, exchange_, directory_, network),
      hub_(view_, config_, [this](Hub::Post post) {
          if (post.is_action) {
              take_action(post.payload, frame_ip_, frame_time_, std::move(post.reply));
          } else {
              take_info(post.payload, frame_ip_, frame_time_, post.reply);
          }
      }) {}

bool Venue::has_room(const std::string& ip, Timestamp now) {
    Meter& meter = meters_.try_emplace(ip, weight_per_minute).first->second;
    if (meter.has_room(now) || !config_.enforce_limits) {
        return true;
    }
    ++counters_.rate_limited;
    return false;
}

void Venue::charge(const std::string& ip, int weight) {
    meters_.at(ip).spend(weight);
}

void Venue::post(std::string_view path, std::string_view body, const std::string& ip, Timestamp now,
                 Reply reply) {
    std::string why;
    const auto json = wire::hyperliquid::parse_json(body, why);
    if (!json) {
        ++counters_.malformed;
        reply({.status = 400, .body = "Failed to parse the request body as JSON"});
        return;
    }
    if (path == "/info") {
        take_info(*json, ip, now, reply);
    } else if (path == "/exchange") {
        take_action(*json, ip, now, std::move(reply));
    } else {
        reply({.status = 404, .body = ""});
    }
}

void Venue::take_info(const Json& body, const std::string& ip, Timestamp now, const Reply& reply) {
    if (!has_room(ip, now)) {
        reply(too_many_requests());
        return;
    }
    ++counters_.info_requests;
    const InfoReply answer = info(view_, config_, body);
    charge(ip, answer.weight);
    counters_.malformed += answer.reply.status == 422 ? 1 : 0;
    reply(answer.reply);
}

void Venue::take_action(const Json& body, const std::string& ip, Timestamp now, Reply reply) {
    if (!has_room(ip, now)) {
        reply(too_many_requests());
        return;
    }
    charge(ip, action_weight(body));
    auto taken = gate_.take(body, now);
    if (const auto* const ticket = std::get_if<Ticket>(&taken)) {
        ++counters_.actions;
        waiting_.emplace(*ticket, std::move(reply));
        return;
    }
    const HttpReply& answer = std::get<HttpReply>(taken);
    counters_.malformed += answer.status == 422 ? 1 : 0;
    counters_.actions_refused += answer.status == 200 ? 1 : 0;
    reply(answer);
}

void Venue::on_frame(Connection& connection, std::string_view text, const std::string& ip,
                     Timestamp now) {
    frame_ip_ = ip;
    frame_time_ = now;
    hub_.on_frame(connection, text, now);
}

void Venue::run_block(Timestamp now) {
    exchange_.run_block(now);
    ++counters_.blocks;
    const std::vector<Event> events = exchange_.take_events();
    for (const Event& event : events) {
        history_.record(event);
        counters_.fills += std::holds_alternative<Fill>(event) ? 1 : 0;
        counters_.trades += std::holds_alternative<Trade>(event) ? 1 : 0;
        const auto* const change = std::get_if<OrderChange>(&event);
        counters_.orders_opened += change != nullptr && change->status == OrderStatus::open ? 1 : 0;
    }
    for (const Outcome& outcome : exchange_.take_outcomes()) {
        const HttpReply answer = gate_.answer(outcome);
        waiting_.extract(outcome.ticket).mapped()(answer);
    }
    hub_.publish(sort_news(events, exchange_.take_touched()));
}

}  // namespace maxmin::venue::api
