// An HTTP answer without its transport.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace maxmin::venue::api {

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

inline HttpReply too_many_requests() {
    return {.status = 429, .body = "null"};
}

}  // namespace maxmin::venue::api
