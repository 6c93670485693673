// Frames from clients.
#include "host/venue/api/hub.hpp"

#include <algorithm>

#include "host/wire/hyperliquid/parse_request.hpp"

namespace maxmin::venue::api {
namespace {

constexpr std::size_t subscriptions_most = 1000;
constexpr std::size_t users_most = 10;
constexpr int posts_most = 100;
constexpr std::string_view plain;  // no channel that faults treat apart
constexpr std::string_view acknowledged = "subscriptionResponse";

Frame frame_of(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

Frame error_frame(const std::string& text) {
    // What is repeated came from outside: it may be no UTF-8.
    const Json json{{"channel", "error"}, {"data", text}};
    return frame_of(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Frame parse_error(std::string_view text) {
    return error_frame("Error parsing JSON into valid websocket request: " + std::string(text));
}

Frame acknowledgement(const char* method, const std::string& normal) {
    return frame_of(R"({"channel":"subscriptionResponse","data":{"method":")" +
                    std::string(method) + R"(","subscription":)" + normal + "}}");
}

}  // namespace

void Hub::open(Connection& connection, const std::string& ip) {
    clients_.erase(&connection);
    clients_.emplace(&connection, Client{.usage = usages_[ip], .generation = ++generations_});
}

void Hub::close(Connection& connection) {
    const auto found = clients_.find(&connection);
    if (found == clients_.end()) {
        return;
    }
    const std::vector<std::string> keys = found->second.topics;
    for (const std::string& key : keys) {
        drop(connection, key);
    }
    clients_.erase(&connection);
}

void Hub::drop(Connection& connection, const std::string& key) {
    const auto topic = topics_.find(key);
    Client& client = clients_.at(&connection);
    std::erase(client.topics, key);
    --client.usage.subscriptions;
    if (const auto& user = topic->second.subscription.user) {
        if (--client.usage.users[*user] == 0) {
            client.usage.users.erase(*user);
        }
    }
    std::erase(topic->second.listeners, &connection);
    if (topic->second.listeners.empty()) {
        topics_.erase(topic);
    }
}

void Hub::on_frame(Connection& connection, std::string_view text, Timestamp now) {
    Client& client = clients_.at(&connection);
    if (view_.exchange.time() < client.silent_until || faults_.is_out(now)) {
        return;
    }
    if (config_.enforce_limits && !client.usage.messages.has_room(now)) {
        deliver(connection, error_frame("Cannot send more than 2000 messages per minute."), plain);
        return;
    }
    client.usage.messages.spend(1);
    std::string why;
    const auto json = wire::hyperliquid::parse_json(text, why);
    const bool is_object = json && json->is_object();
    const auto method = is_object ? json->value("method", Json(nullptr)) : Json(nullptr);
    if (method == "ping") {
        deliver(connection, frame_of(R"({"channel":"pong"})"), plain);
    } else if (method == "subscribe") {
        subscribe(connection, *json, text);
    } else if (method == "unsubscribe") {
        unsubscribe(connection, *json, text);
    } else if (method == "post") {
        post(connection, *json, text);
    } else {
        deliver(connection, parse_error(text), plain);
    }
}

std::optional<std::string> Hub::limit_of(const Usage& usage, const Subscription& wanted) const {
    if (!config_.enforce_limits) {
        return std::nullopt;
    }
    if (usage.subscriptions >= subscriptions_most) {
        return "Cannot subscribe to more than 1000 channels.";
    }
    if (wanted.user && usage.users.size() >= users_most && !usage.users.contains(*wanted.user)) {
        return "Cannot track more than 10 total users.";
    }
    return std::nullopt;
}

void Hub::subscribe(Connection& connection, const Json& request, std::string_view text) {
    const auto parsed = parse_subscription(view_, request.value("subscription", Json(nullptr)));
    if (parsed.normal.empty()) {
        deliver(connection, parse_error(text), plain);
        return;
    }
    if (!parsed.subscription) {
        deliver(connection, error_frame("Invalid subscription " + parsed.normal), plain);
        return;
    }
    Client& client = clients_.at(&connection);
    const Subscription& wanted = *parsed.subscription;
    if (std::find(client.topics.begin(), client.topics.end(), wanted.normal) !=
        client.topics.end()) {
        deliver(connection, error_frame("Already subscribed: " + wanted.normal), plain);
        return;
    }
    if (const auto limit = limit_of(client.usage, wanted)) {
        deliver(connection, error_frame(*limit), plain);
        return;
    }
    Topic& topic = topics_[wanted.normal];
    if (topic.listeners.empty()) {
        topic.subscription = wanted;
        topic.last_sent = view_.exchange.time();
        if (wanted.channel == Channel::bbo) {
            topic.last_best = best_of(wanted.asset);
        }
    }
    topic.listeners.push_back(&connection);
    client.topics.push_back(wanted.normal);
    ++client.usage.subscriptions;
    if (wanted.user) {
        ++client.usage.users[*wanted.user];
    }
    deliver(connection, acknowledgement("subscribe", wanted.normal), acknowledged);
    std::string first = first_message(wanted);
    if (!first.empty()) {
        deliver(connection, frame_of(std::move(first)), channel_name(wanted.channel));
    }
}

void Hub::unsubscribe(Connection& connection, const Json& request, std::string_view text) {
    const auto parsed = parse_subscription(view_, request.value("subscription", Json(nullptr)));
    if (parsed.normal.empty()) {
        deliver(connection, parse_error(text), plain);
        return;
    }
    const Client& client = clients_.at(&connection);
    if (std::find(client.topics.begin(), client.topics.end(), parsed.normal) ==
        client.topics.end()) {
        deliver(connection, error_frame("Already unsubscribed: " + parsed.normal), plain);
        return;
    }
    drop(connection, parsed.normal);
    deliver(connection, acknowledgement("unsubscribe", parsed.normal), acknowledged);
}

void Hub::post(Connection& connection, const Json& request, std::string_view text) {
    const auto id = request.find("id");
    const auto inner = request.find("request");
    const bool is_whole = id != request.end() && id->is_number_integer() &&
                          inner != request.end() && inner->is_object() &&
                          inner->contains("payload") && inner->contains("type");
    const Json type = is_whole ? (*inner)["type"] : Json(nullptr);
    if (type != "action" && type != "info") {
        deliver(connection, parse_error(text), plain);
        return;
    }
    Client& client = clients_.at(&connection);
    if (config_.enforce_limits && client.usage.posts_in_flight >= posts_most) {
        deliver(connection, error_frame("too many pending post requests id=" + id->dump()), plain);
        return;
    }
    ++client.usage.posts_in_flight;
    const bool is_action = type == "action";
    Json payload = (*inner)["payload"];
    const Json info_type =
        is_action || !payload.is_object() ? Json(nullptr) : payload.value("type", Json(nullptr));
    auto reply = [this, &connection, &usage = client.usage, generation = client.generation,
                  id = id->dump(), is_action, info_type](const HttpReply& answer) {
        --usage.posts_in_flight;
        const auto still = clients_.find(&connection);
        if (still == clients_.end() || still->second.generation != generation) {
            return;
        }
        if (answer.status == no_answer) {
            return;
        }
        std::string body = R"({"channel":"post","data":{"id":)" + id + R"(,"response":{"type":")";
        if (answer.status != 200) {
            body += R"(error","payload":)" +
                    Json(std::to_string(answer.status) + " " + answer.body).dump();
        } else if (is_action) {
            body += R"(action","payload":)" + answer.body;
        } else {
            body += R"(info","payload":{"type":)" + info_type.dump() + R"(,"data":)" + answer.body +
                    "}";
        }
        deliver(connection, frame_of(body + "}}}"), "post");
    };
    on_post_({.is_action = is_action, .payload = std::move(payload), .reply = std::move(reply)});
}

}  // namespace maxmin::venue::api
