// Frames from clients.
#include "host/venue/api/hub.hpp"

#include <algorithm>

#include "host/wire/hyperliquid/parse_request.hpp"

namespace maxmin::venue::api {
namespace {

constexpr std::size_t subscriptions_most = 1000;
constexpr std::size_t users_most = 10;
constexpr int posts_most = 100;

Frame frame_of(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

Frame error_frame(const std::string& text) {
    return frame_of(Json{{"channel", "error"}, {"data", text}}.dump());
}

Frame parse_error(std::string_view text) {
    return error_frame("Error parsing JSON into valid websocket request: " + std::string(text));
}

Frame acknowledgement(const char* method, const std::string& normal) {
    return frame_of(R"({"channel":"subscriptionResponse","data":{"method":")" +
                    std::string(method) + R"(","subscription":)" + normal + "}}");
}

}  // namespace

void Hub::open(Connection& connection) {
    clients_[&connection].generation = ++generations_;
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
    if (const auto& user = topic->second.subscription.user) {
        if (--client.users[*user] == 0) {
            client.users.erase(*user);
        }
    }
    std::erase(topic->second.listeners, &connection);
    if (topic->second.listeners.empty()) {
        topics_.erase(topic);
    }
}

void Hub::on_frame(Connection& connection, std::string_view text, Timestamp now) {
    Client& client = clients_.at(&connection);
    if (config_.enforce_limits && !client.messages.has_room(now)) {
        connection.send(error_frame("Cannot send more than 2000 messages per minute."));
        return;
    }
    client.messages.spend(1);
    std::string why;
    const auto json = wire::hyperliquid::parse_json(text, why);
    const bool is_object = json && json->is_object();
    const auto method = is_object ? json->value("method", Json(nullptr)) : Json(nullptr);
    if (method == "ping") {
        connection.send(frame_of(R"({"channel":"pong"})"));
    } else if (method == "subscribe") {
        subscribe(connection, *json, text);
    } else if (method == "unsubscribe") {
        unsubscribe(connection, *json, text);
    } else if (method == "post") {
        post(connection, *json, text);
    } else {
        connection.send(parse_error(text));
    }
}

std::optional<std::string> Hub::limit_of(const Client& client, const Subscription& wanted) const {
    if (!config_.enforce_limits) {
        return std::nullopt;
    }
    if (client.topics.size() >= subscriptions_most) {
        return "Cannot subscribe to more than 1000 channels.";
    }
    if (wanted.user && client.users.size() >= users_most && !client.users.contains(*wanted.user)) {
        return "Cannot track more than 10 total users.";
    }
    return std::nullopt;
}

void Hub::subscribe(Connection& connection, const Json& request, std::string_view text) {
    const auto parsed = parse_subscription(view_, request.value("subscription", Json(nullptr)));
    if (parsed.normal.empty()) {
        connection.send(parse_error(text));
        return;
    }
    if (!parsed.subscription) {
        connection.send(error_frame("Invalid subscription " + parsed.normal));
        return;
    }
    Client& client = clients_.at(&connection);
    const Subscription& wanted = *parsed.subscription;
    if (std::find(client.topics.begin(), client.topics.end(), wanted.normal) !=
        client.topics.end()) {
        connection.send(error_frame("Already subscribed: " + wanted.normal));
        return;
    }
    if (const auto limit = limit_of(client, wanted)) {
        connection.send(error_frame(*limit));
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
    if (wanted.user) {
        ++client.users[*wanted.user];
    }
    connection.send(acknowledgement("subscribe", wanted.normal));
    std::string first = first_message(wanted);
    if (!first.empty()) {
        connection.send(frame_of(std::move(first)));
    }
}

void Hub::unsubscribe(Connection& connection, const Json& request, std::string_view text) {
    const auto parsed = parse_subscription(view_, request.value("subscription", Json(nullptr)));
    if (parsed.normal.empty()) {
        connection.send(parse_error(text));
        return;
    }
    const Client& client = clients_.at(&connection);
    if (std::find(client.topics.begin(), client.topics.end(), parsed.normal) ==
        client.topics.end()) {
        connection.send(error_frame("Already unsubscribed: " + parsed.normal));
        return;
    }
    drop(connection, parsed.normal);
    connection.send(acknowledgement("unsubscribe", parsed.normal));
}

void Hub::post(Connection& connection, const Json& request, std::string_view text) {
    const auto id = request.find("id");
    const auto inner = request.find("request");
    const bool is_whole = id != request.end() && id->is_number_integer() &&
                          inner != request.end() && inner->is_object() &&
                          inner->contains("payload") && inner->contains("type");
    const Json type = is_whole ? (*inner)["type"] : Json(nullptr);
    if (type != "action" && type != "info") {
        connection.send(parse_error(text));
        return;
    }
    Client& client = clients_.at(&connection);
    if (config_.enforce_limits && client.posts_in_flight >= posts_most) {
        connection.send(error_frame("too many pending post requests id=" + id->dump()));
        return;
    }
    ++client.posts_in_flight;
    const bool is_action = type == "action";
    Json payload = (*inner)["payload"];
    const Json info_type =
        is_action || !payload.is_object() ? Json(nullptr) : payload.value("type", Json(nullptr));
    auto reply = [this, &connection, generation = client.generation, id = id->dump(), is_action,
                  info_type](const HttpReply& answer) {
        const auto still = clients_.find(&connection);
        if (still == clients_.end() || still->second.generation != generation) {
            return;
        }
        --still->second.posts_in_flight;
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
        connection.send(frame_of(body + "}}}"));
    };
    on_post_({.is_action = is_action, .payload = std::move(payload), .reply = std::move(reply)});
}

}  // namespace maxmin::venue::api
