#include "host/venue/api/venue.hpp"

#include <utility>

#include "host/wire/hyperliquid/parse_request.hpp"

namespace maxmin::venue::api {
namespace {

constexpr double weight_per_minute = 1200.0;
constexpr int items_per_weight = 40;
constexpr std::string_view control_prefix = "/paper/";

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

Venue::Venue(const VenueConfig& config, OutsideMarket& market, Faults& faults, Network network)
    : config_(config),
      network_(network),
      faults_(faults),
      exchange_(config, market),
      history_(exchange_.assets().size()),
      view_{.exchange = exchange_, .history = history_, .directory = directory_},
      gate_(config, exchange_, directory_, network),
      hub_(view_, config_, faults, [this](Hub::Post post) {
          take(post.is_action, post.payload, frame_time_, std::move(post.reply));
      }) {}

void Venue::keep_state_in(const std::filesystem::path& folder) {
    journal_ = std::make_unique<Journal>(
        folder, State{.exchange = exchange_, .history = history_, .directory = directory_});
}

void Venue::post(std::string_view path, std::string_view body, const std::string& ip,
                 Timestamp clock, Reply reply) {
    const bool is_control = path.starts_with(control_prefix) && (ip == "127.0.0.1" || ip == "::1");
    if (path != "/info" && path != "/exchange" && !is_control) {
        reply({.status = 404, .body = ""});
        return;
    }
    std::string why;
    const auto json = wire::hyperliquid::parse_json(body.empty() && is_control ? "{}" : body, why);
    if (!json) {
        ++counters_.malformed;
        reply({.status = 400, .body = "Failed to parse the request body as JSON"});
        return;
    }
    if (is_control) {
        reply(control(path.substr(control_prefix.size()), *json));
        return;
    }
    const Timestamp now = time_at(clock);
    Meter& weight = weights_.try_emplace(ip, weight_per_minute).first->second;
    if (!weight.has_room(now) && config_.enforce_limits) {
        ++counters_.rate_limited;
        reply(too_many_requests());
        return;
    }
    weight.spend(take(path == "/exchange", *json, now, std::move(reply)));
}

int Venue::take(bool is_action, const Json& body, Timestamp now, Reply reply) {
    if (!passes_faults(is_action, body, now, reply)) {
        return 0;
    }
    return is_action ? take_action(body, now, std::move(reply)) : take_info(body, reply);
}

bool Venue::passes_faults(bool is_action, const Json& body, Timestamp now, Reply& reply) {
    if (faults_.is_out(now)) {
        reply(bad_gateway());
        return false;
    }
    const auto fault = faults_.on_request(is_action);
    if (!fault) {
        return true;
    }
    const auto instead = [&](HttpReply answer) {
        return [given = std::move(reply), answer = std::move(answer)](const HttpReply&) {
            given(answer);
        };
    };
    switch (fault->kind) {
        case FaultKind::too_many_requests:
            reply(too_many_requests());
            return false;
        case FaultKind::unavailable:
            reply(bad_gateway());
            return false;
        case FaultKind::lost_request:
            reply({.status = no_answer, .body = ""});
            return false;
        case FaultKind::refuse:
            reply(fault->text.empty() ? refusals_.next(exchange_, network_, body)
                                      : failure(fault->text));
            return false;
        case FaultKind::unavailable_executed:
            reply = instead(bad_gateway());
            return true;
        case FaultKind::no_answer:
            reply = instead({.status = no_answer, .body = ""});
            return true;
        default:
            reply = [this, given = std::move(reply),
                     late = fault->length](const HttpReply& answer) {
                late_answers_.emplace(exchange_.time() + late, [given, answer] { given(answer); });
            };
            return true;
    }
}

int Venue::take_info(const Json& body, const Reply& reply) {
    ++counters_.info_requests;
    const InfoReply answer = info(view_, config_, body);
    counters_.malformed += answer.reply.status == 422 ? 1 : 0;
    reply(answer.reply);
    return answer.weight;
}

int Venue::take_action(const Json& body, Timestamp now, Reply reply) {
    auto taken = gate_.take(body, now);
    if (const auto* const ticket = std::get_if<Ticket>(&taken)) {
        ++counters_.actions;
        waiting_.emplace(*ticket, std::move(reply));
    } else {
        const HttpReply& answer = std::get<HttpReply>(taken);
        counters_.malformed += answer.status == 422 ? 1 : 0;
        counters_.actions_refused += answer.status == 200 ? 1 : 0;
        reply(answer);
    }
    return action_weight(body);
}

void Venue::on_frame(Connection& connection, std::string_view text, Timestamp clock) {
    frame_time_ = time_at(clock);
    hub_.on_frame(connection, text, frame_time_);
}

void Venue::run_block(Timestamp clock) {
    faults_.on_block(time_at(clock));
    const Timestamp now = time_at(clock);
    if (now > exchange_.time() && !faults_.is_out(now)) {
        execute_block(now);
    }
}

void Venue::execute_block(Timestamp now) {
    exchange_.set_post_only(faults_.is_post_only(now));
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
    if (journal_ != nullptr) {
        journal_->write_block(events);  // before anyone is told
    }
    const auto due = late_answers_.upper_bound(now);
    std::vector<std::function<void()>> late;
    for (auto each = late_answers_.begin(); each != due; ++each) {
        late.push_back(std::move(each->second));
    }
    late_answers_.erase(late_answers_.begin(), due);
    for (const auto& answer : late) {
        answer();
    }
    for (const Outcome& outcome : exchange_.take_outcomes()) {
        const HttpReply answer = gate_.answer(outcome);
        waiting_.extract(outcome.ticket).mapped()(answer);
    }
    hub_.publish(sort_news(events, exchange_.take_touched()));
}

}  // namespace maxmin::venue::api
