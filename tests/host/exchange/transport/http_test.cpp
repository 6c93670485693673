#include "host/exchange/transport/http.hpp"

#include <boost/beast/http.hpp>
#include <gtest/gtest.h>

#include "tests/host/exchange/transport/scripted_server.hpp"

namespace maxmin::exchange::transport {
namespace {

namespace http = boost::beast::http;
using test::run_until;
using test::ScriptedServer;
using test::Tcp;
using test::wait_for_end;

/// Answers `count` requests with status and the request's own body, then returns.
void echo(Tcp::socket& socket, int count, unsigned status = 200) {
    boost::beast::flat_buffer buffer;
    for (int i = 0; i < count; ++i) {
        http::request<http::string_body> request;
        http::read(socket, buffer, request);
        http::response<http::string_body> response{http::status(status), 11, request.body()};
        response.keep_alive(true);
        response.prepare_payload();
        http::write(socket, response);
    }
}

struct HttpTest : ::testing::Test {
    HttpClient client_for(const ScriptedServer& server, HttpConfig config = {}) {
        return HttpClient(io, nullptr, parse_endpoint(server.url("http", "")), config);
    }
    HttpDone into_replies() {
        return [this](HttpReply& reply) { replies.push_back(reply); };
    }
    boost::asio::io_context io;
    std::vector<HttpReply> replies;
};

TEST_F(HttpTest, RequestsShareKeptConnections) {
    ScriptedServer server([](Tcp::socket& socket, int) { echo(socket, 1'000); });
    HttpClient client = client_for(server, {.connections = 2});
    for (int i = 0; i < 50; ++i) {
        client.post({.target = "/info", .body = std::to_string(i)}, into_replies());
    }
    ASSERT_TRUE(run_until(io, [&] { return replies.size() == 50; }));
    for (const HttpReply& reply : replies) {
        EXPECT_EQ(reply.status, 200);
    }
    EXPECT_EQ(server.connections(), 2);
    EXPECT_EQ(client.counters().dials, 2);
}

TEST_F(HttpTest, StatusAndBodyArriveWhateverTheyAre) {
    ScriptedServer server([](Tcp::socket& socket, int) { echo(socket, 1, 429); });
    HttpClient client = client_for(server);
    client.post({.target = "/exchange", .body = "null"}, into_replies());
    ASSERT_TRUE(run_until(io, [&] { return replies.size() == 1; }));
    EXPECT_EQ(replies[0].status, 429);
    EXPECT_EQ(replies[0].body, "null");
}

TEST_F(HttpTest, AConnectionClosedWhileIdleIsNotUsedAgain) {
    ScriptedServer server([](Tcp::socket& socket, int) { echo(socket, 1); });
    HttpClient client = client_for(server, {.connections = 1});
    for (std::size_t i = 1; i <= 5; ++i) {
        client.post({.target = "/exchange", .body = "order"}, into_replies());
        ASSERT_TRUE(run_until(io, [&] { return replies.size() == i; }));
        EXPECT_EQ(replies.back().status, 200) << replies.back().failure.where;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the close arrives
    }
    EXPECT_EQ(server.connections(), 5);
}

/// Answers once, then takes the next request of the same connection and cuts it.
void answer_then_cut(Tcp::socket& socket, int number) {
    if (number == 0) {
        echo(socket, 1);
        char bytes[4'096];
        socket.read_some(boost::asio::buffer(bytes));
        return;
    }
    echo(socket, 10);
}

TEST_F(HttpTest, OnlyAnIdempotentRequestIsSentAgain) {
    for (const bool idempotent : {true, false}) {
        replies.clear();
        ScriptedServer server(answer_then_cut);
        HttpClient client = client_for(server, {.connections = 1});
        client.post({.target = "/info", .body = "1"}, into_replies());
        ASSERT_TRUE(run_until(io, [&] { return replies.size() == 1; }));
        client.post({.target = "/info", .body = "2", .idempotent = idempotent}, into_replies());
        ASSERT_TRUE(run_until(io, [&] { return replies.size() == 2; }));
        EXPECT_EQ(replies[1].status, idempotent ? 200 : 0);
        EXPECT_TRUE(replies[1].sent);
        EXPECT_EQ(client.counters().retries, idempotent ? 1 : 0);
    }
}

TEST_F(HttpTest, AFreshConnectionThatFailsIsNotTriedAgain) {
    ScriptedServer server([](Tcp::socket& socket, int) {
        char bytes[4'096];
        socket.read_some(boost::asio::buffer(bytes));
    });
    HttpClient client = client_for(server);
    client.post({.target = "/info", .body = "1", .idempotent = true}, into_replies());
    ASSERT_TRUE(run_until(io, [&] { return replies.size() == 1; }));
    EXPECT_EQ(replies[0].status, 0);
    EXPECT_TRUE(replies[0].sent);
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpTest, NoAnswerInTimeIsAnUnknownOutcome) {
    ScriptedServer server([](Tcp::socket& socket, int) { wait_for_end(socket); });
    HttpClient client = client_for(server, {.timeout = milliseconds(80)});
    client.post({.target = "/exchange", .body = "order"}, into_replies());
    ASSERT_TRUE(run_until(io, [&] { return replies.size() == 1; }));
    EXPECT_EQ(replies[0].failure.error, boost::asio::error::timed_out);
    EXPECT_TRUE(replies[0].sent);
}

TEST_F(HttpTest, NobodyListeningMeansNothingWasSent) {
    unsigned short port = 0;
    {
        const ScriptedServer gone([](Tcp::socket&, int) {});
        port = gone.port();
    }
    HttpClient client(io, nullptr,
                      parse_endpoint(std::string("http://localhost:").append(std::to_string(port))),
                      {});
    client.post({.target = "/exchange", .body = "order"}, into_replies());
    ASSERT_TRUE(run_until(io, [&] { return replies.size() == 1; }));
    EXPECT_EQ(replies[0].status, 0);
    EXPECT_FALSE(replies[0].sent);
}

TEST_F(HttpTest, HalfAnAnswerIsNoAnswer) {
    ScriptedServer server([](Tcp::socket& socket, int) {
        char bytes[4'096];
        socket.read_some(boost::asio::buffer(bytes));
        socket.write_some(boost::asio::buffer(
            std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\":")));
    });
    HttpClient client = client_for(server);
    client.post({.target = "/exchange", .body = "order"}, into_replies());
    ASSERT_TRUE(run_until(io, [&] { return replies.size() == 1; }));
    EXPECT_EQ(replies[0].status, 0);
    EXPECT_STREQ(replies[0].failure.where, "read");
}

TEST_F(HttpTest, AFullQueueRefusesWithoutSending) {
    ScriptedServer server([](Tcp::socket& socket, int) { wait_for_end(socket); });
    HttpClient client =
        client_for(server, {.connections = 1, .timeout = milliseconds(500), .waiting_max = 2});
    for (int i = 0; i < 4; ++i) {
        client.post({.target = "/exchange", .body = "order"}, into_replies());
    }
    EXPECT_TRUE(replies.empty());  // never from inside post
    ASSERT_TRUE(run_until(io, [&] { return !replies.empty(); }));
    EXPECT_EQ(replies[0].failure.error, boost::asio::error::no_buffer_space);
    EXPECT_FALSE(replies[0].sent);
}

TEST_F(HttpTest, AClientMayEndInsideAnAnswer) {
    ScriptedServer server([](Tcp::socket& socket, int) { echo(socket, 100); });
    auto client = std::make_unique<HttpClient>(io, nullptr, parse_endpoint(server.url("http", "")),
                                               HttpConfig{.connections = 1});
    bool done = false;
    client->post({.target = "/info", .body = "1"}, [&](HttpReply&) {
        client.reset();
        done = true;
    });
    client->post({.target = "/info", .body = "2"},
                 [&](HttpReply&) { FAIL() << "answered after the client ended"; });
    ASSERT_TRUE(run_until(io, [&] { return done; }));
    io.restart();
    io.run_for(std::chrono::milliseconds(20));
}

}  // namespace
}  // namespace maxmin::exchange::transport
