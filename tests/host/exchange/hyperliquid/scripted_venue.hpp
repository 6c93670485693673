// A venue of a few lines that misbehaves where a test says so: one port, HTTP questions, sockets.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>

#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include "tests/host/exchange/transport/scripted_server.hpp"

namespace maxmin::test {

class ScriptedVenue {
  public:
    /// The answers to a socket's message, each a frame; called on the server's threads.
    std::function<std::vector<std::string>(const std::string& message)> on_message =
        [](const std::string& message) { return acknowledge(message); };
    /// Status and body for a question or an action over HTTP.
    std::function<std::pair<int, std::string>(const std::string& target, const std::string& body)>
        on_http = [](const std::string&, const std::string& body) {
            return std::pair(200, account_answer(body));
        };

    std::string url() const { return server_.url("http", ""); }
    int connections() const { return server_.connections(); }
    std::atomic<int> actions_over_http = 0;

    static bool holds(const std::string& text, const std::string& part) {
        return text.find(part) != text.npos;
    }
    static std::vector<std::string> acknowledge(const std::string& message) {
        if (holds(message, R"("method":"subscribe")")) {
            return {R"({"channel":"subscriptionResponse","data":)" + message + "}"};
        }
        if (holds(message, R"("method":"ping")")) {
            return {R"({"channel":"pong"})"};
        }
        return {};
    }
    static std::string account_answer(const std::string& question) {
        if (holds(question, "frontendOpenOrders") || holds(question, "userFillsByTime")) {
            return "[]";
        }
        if (holds(question, "userRateLimit")) {
            return R"({"cumVlm":"0.0","nRequestsUsed":0,"nRequestsCap":10000})";
        }
        if (holds(question, "orderStatus")) {
            return R"({"status":"unknownOid"})";
        }
        const std::string margin = R"({"accountValue":"100.0","totalNtlPos":"0.0",)"
                                   R"("totalRawUsd":"100.0","totalMarginUsed":"0.0"})";
        return R"({"marginSummary":)" + margin + R"(,"crossMarginSummary":)" + margin +
               R"(,"crossMaintenanceMarginUsed":"0.0","withdrawable":"100.0",)"
               R"("assetPositions":[],"time":1})";
    }
    /// The number of a post.
    static std::string post_id(const std::string& message) {
        const auto at = message.find(R"("id":)") + 5;
        return message.substr(at, message.find(',', at) - at);
    }
    static std::string post_reply(const std::string& message, const std::string& response) {
        return R"({"channel":"post","data":{"id":)" + post_id(message) + R"(,"response":)" +
               response + "}}";
    }

  private:
    void play(Tcp::socket& socket) {
        namespace http = boost::beast::http;
        boost::beast::flat_buffer buffer;
        while (true) {
            http::request<http::string_body> request;
            http::read(socket, buffer, request);
            if (boost::beast::websocket::is_upgrade(request)) {
                ServerWebSocket frames(socket);
                frames.accept(request);
                while (true) {
                    for (const std::string& answer : on_message(read_text(frames))) {
                        write_text(frames, answer);
                    }
                }
            }
            actions_over_http += request.target() == "/exchange";
            const auto [status, body] = on_http(std::string(request.target()), request.body());
            http::response<http::string_body> response{http::status(status), 11, body};
            response.keep_alive(true);
            response.prepare_payload();
            http::write(socket, response);
        }
    }

    ScriptedServer server_{[this](Tcp::socket& socket, int) { play(socket); }};
};

}  // namespace maxmin::test
