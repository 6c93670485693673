// An HTTP answer without its transport.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace maxmin::venue::api {

/// A status that stands for no answer at all: the connection just ends.
inline constexpr int no_answer = 0;

struct HttpReply {
    int status = 200;
    std::string body;  // JSON at 200; the literal null or plain text otherwise
};

inline HttpReply undeserializable(const std::string& detail) {
    std::string text = "Failed to deserialize the JSON body into the target type";
    return {.status = 422, .body = detail.empty() ? text : text + ": " + detail};
}

/// An action that failed as a whole; still status 200.
inline HttpReply failure(const std::string& text) {
    const nlohmann::ordered_json body{{"status", "err"}, {"response", text}};
    return {.status = 200, .body = body.dump()};
}

/// A refusal for each item of an action; `type` is "order" or "cancel".
inline HttpReply item_refusals(const char* type, const std::vector<std::string>& texts) {
    auto statuses = nlohmann::ordered_json::array();
    for (const std::string& text : texts) {
        statuses.push_back({{"error", text}});
    }
    const nlohmann::ordered_json data{{"statuses", statuses}};
    const nlohmann::ordered_json response{{"type", type}, {"data", data}};
    const nlohmann::ordered_json body{{"status", "ok"}, {"response", response}};
    return {.status = 200, .body = body.dump()};
}

/// One status for all orders of a batch.
inline HttpReply batch_refusal(const std::string& text) {
    return item_refusals("order", {text});
}

/// Of the venue's edge: nobody knows whether the action was executed.
inline HttpReply bad_gateway() {
    return {.status = 502,
            .body = "<html><head><title>502 Bad Gateway</title></head><body></body></html>"};
}

inline HttpReply too_many_requests() {
    return {.status = 429, .body = "null"};
}

}  // namespace maxmin::venue::api
