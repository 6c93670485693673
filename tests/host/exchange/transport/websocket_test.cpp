#include "host/exchange/transport/websocket.hpp"

#include <optional>

#include <gtest/gtest.h>

#include "tests/host/exchange/transport/scripted_server.hpp"

namespace maxmin::exchange::transport {
namespace {

using test::read_text;
using test::run_until;
using test::ScriptedServer;
using test::ServerWebSocket;
using test::Tcp;
using test::wait_for_end;
using test::write_text;

struct Ear final : WebSocketListener {
    void on_open() override { open = true; }
    void on_frame(std::string_view text) override {
        // What a parser may do: read behind the frame.
        for (std::size_t i = 0; i < frame_padding; ++i) {
            padding_sum += static_cast<unsigned char>(text.data()[text.size() + i]) >> 8;
        }
        frames.emplace_back(text);
    }
    void on_ping_due() override { ++pings_due; }
    void on_closed(const Failure& why) override { failure = why; }

    bool open = false;
    int pings_due = 0;
    unsigned padding_sum = 0;
    std::vector<std::string> frames;
    std::optional<Failure> failure;
};

struct WebSocketTest : ::testing::Test {
    std::shared_ptr<WebSocket> connect(const ScriptedServer& server, WebSocketConfig config = {}) {
        auto made = make_websocket(io, nullptr, parse_endpoint(server.url("ws")), config, ear);
        made->open();
        return made;
    }
    boost::asio::io_context io;
    Ear ear;
};

TEST_F(WebSocketTest, FramesGoBothWaysInOrder) {
    ScriptedServer server([](Tcp::socket& tcp, int) {
        ServerWebSocket socket(tcp);
        socket.accept();
        write_text(socket, "Websocket connection established.");
        for (int i = 0; i < 300; ++i) {
            write_text(socket, "echo " + read_text(socket));
        }
    });
    const auto socket = connect(server);
    ASSERT_TRUE(run_until(io, [&] { return ear.open; }));
    for (int i = 0; i < 300; ++i) {
        ASSERT_TRUE(socket->send(std::to_string(i)));
    }
    ASSERT_TRUE(run_until(io, [&] { return ear.frames.size() == 301; }));
    EXPECT_EQ(ear.frames[0], "Websocket connection established.");
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(ear.frames[static_cast<std::size_t>(i) + 1],
                  std::string("echo ").append(std::to_string(i)));
    }
    EXPECT_EQ(socket->counters().frames_out, 300);
    EXPECT_EQ(socket->counters().frames_in, 301);
}

TEST_F(WebSocketTest, AFrameInPiecesArrivesWhole) {
    const std::string large(3'000'000, 'x');
    ScriptedServer server([&](Tcp::socket& tcp, int) {
        ServerWebSocket socket(tcp);
        socket.accept();
        socket.text(true);
        for (std::size_t at = 0; at < large.size(); at += 1'000'000) {
            socket.write_some(at + 1'000'000 == large.size(),
                              boost::asio::buffer(large.data() + at, 1'000'000));
        }
        wait_for_end(tcp);
    });
    const auto socket = connect(server);
    ASSERT_TRUE(run_until(io, [&] { return ear.frames.size() == 1; }));
    EXPECT_EQ(ear.frames[0], large);
    socket->close();
}

TEST_F(WebSocketTest, AClosedOrCutConnectionIsReportedOnce) {
    for (const bool politely : {true, false}) {
        ear.failure.reset();
        ScriptedServer server([&](Tcp::socket& tcp, int) {
            ServerWebSocket socket(tcp);
            socket.accept();
            if (politely) {
                socket.close(boost::beast::websocket::close_code::normal);
            }
        });
        const auto socket = connect(server);
        ASSERT_TRUE(run_until(io, [&] { return ear.failure.has_value(); }));
        EXPECT_STREQ(ear.failure->where, "read");
        EXPECT_FALSE(socket->is_open());
        EXPECT_FALSE(socket->send("too late"));
    }
}

TEST_F(WebSocketTest, GarbageInsteadOfFramesEndsTheConnection) {
    ScriptedServer server([](Tcp::socket& tcp, int) {
        ServerWebSocket socket(tcp);
        socket.accept();
        tcp.write_some(boost::asio::buffer(std::string(100, '\xff')));
        wait_for_end(tcp);
    });
    connect(server);
    ASSERT_TRUE(run_until(io, [&] { return ear.failure.has_value(); }));
    EXPECT_STREQ(ear.failure->where, "broken frame");
}

TEST_F(WebSocketTest, AnotherProtocolIsRefusedInTheHandshake) {
    ScriptedServer server([](Tcp::socket& tcp, int) {
        char bytes[1'024];
        tcp.read_some(boost::asio::buffer(bytes));
        tcp.write_some(boost::asio::buffer(
            std::string("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")));
        wait_for_end(tcp);
    });
    connect(server);
    ASSERT_TRUE(run_until(io, [&] { return ear.failure.has_value(); }));
    EXPECT_STREQ(ear.failure->where, "handshake");
    EXPECT_FALSE(ear.open);
}

TEST_F(WebSocketTest, AServerThatNeverShakesHandsTimesOut) {
    ScriptedServer server([](Tcp::socket& tcp, int) { wait_for_end(tcp); });
    connect(server, {.open_timeout = milliseconds(80)});
    ASSERT_TRUE(run_until(io, [&] { return ear.failure.has_value(); }));
    EXPECT_EQ(ear.failure->error, boost::asio::error::timed_out);
    EXPECT_STREQ(ear.failure->where, "open");
}

TEST_F(WebSocketTest, NobodyListeningIsAConnectFailure) {
    unsigned short port = 0;
    {
        const ScriptedServer gone([](Tcp::socket&, int) {});
        port = gone.port();
    }
    const auto endpoint =
        parse_endpoint(std::string("ws://localhost:").append(std::to_string(port)));
    make_websocket(io, nullptr, endpoint, {}, ear)->open();
    ASSERT_TRUE(run_until(io, [&] { return ear.failure.has_value(); }));
    EXPECT_STREQ(ear.failure->where, "connect");
}

TEST_F(WebSocketTest, SilenceIsAskedAboutThenEndsTheConnection) {
    ScriptedServer server([](Tcp::socket& tcp, int) {
        ServerWebSocket socket(tcp);
        socket.accept();
        wait_for_end(tcp);  // half-open: takes everything, says nothing
    });
    connect(server, {.ping_after = milliseconds(40), .silence_limit = milliseconds(200)});
    ASSERT_TRUE(run_until(io, [&] { return ear.failure.has_value(); }));
    EXPECT_STREQ(ear.failure->where, "silent");
    EXPECT_GE(ear.pings_due, 2);
}

TEST_F(WebSocketTest, AnAnswerToThePingKeepsItAlive) {
    ScriptedServer server([](Tcp::socket& tcp, int) {
        ServerWebSocket socket(tcp);
        socket.accept();
        while (true) {
            read_text(socket);
            write_text(socket, R"({"channel":"pong"})");
        }
    });
    struct Pinging final : WebSocketListener {
        void on_open() override {}
        void on_frame(std::string_view) override { ++pongs; }
        void on_ping_due() override { ASSERT_TRUE(socket->send(R"({"method":"ping"})")); }
        void on_closed(const Failure&) override { closed = true; }
        std::shared_ptr<WebSocket> socket;
        int pongs = 0;
        bool closed = false;
    } pinging;
    // The limit is five pings away, so a slow machine does not cut it.
    pinging.socket = make_websocket(
        io, nullptr, parse_endpoint(server.url("ws")),
        {.ping_after = milliseconds(20), .silence_limit = milliseconds(2'000)}, pinging);
    pinging.socket->open();
    ASSERT_TRUE(run_until(io, [&] { return pinging.pongs >= 5; }));
    EXPECT_FALSE(pinging.closed);
    pinging.socket->close();
}

TEST_F(WebSocketTest, AFullQueueRefusesAndDropsNothing) {
    ScriptedServer server([](Tcp::socket& tcp, int) {
        ServerWebSocket socket(tcp);
        socket.accept();
        while (true) {
            write_text(socket, read_text(socket));
        }
    });
    const auto socket = connect(server, {.queue_frames = 4});
    ASSERT_TRUE(run_until(io, [&] { return ear.open; }));
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(socket->send(std::to_string(i)));
    }
    EXPECT_FALSE(socket->send("one too many"));
    EXPECT_EQ(socket->counters().refused, 1);
    ASSERT_TRUE(run_until(io, [&] { return ear.frames.size() == 4; }));
    EXPECT_EQ(ear.frames[3], "3");
    socket->close();
}

TEST_F(WebSocketTest, AfterCloseNobodyIsCalled) {
    ScriptedServer server([](Tcp::socket& tcp, int) {
        ServerWebSocket socket(tcp);
        socket.accept();
        while (true) {
            write_text(socket, "tick");
        }
    });
    const auto socket = connect(server);
    ASSERT_TRUE(run_until(io, [&] { return ear.frames.size() > 3; }));
    socket->close();
    const auto heard = ear.frames.size();
    io.restart();
    io.run_for(std::chrono::milliseconds(30));
    EXPECT_EQ(ear.frames.size(), heard);
    EXPECT_FALSE(ear.failure.has_value());
}

}  // namespace
}  // namespace maxmin::exchange::transport
