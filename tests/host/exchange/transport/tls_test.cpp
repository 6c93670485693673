// Who is refused: a stranger's authority, another host's certificate, an expired one.
#include "host/exchange/transport/tls.hpp"

#include <fstream>
#include <optional>

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/exchange/transport/http.hpp"
#include "host/exchange/transport/websocket.hpp"
#include "tests/host/exchange/transport/certificates.hpp"
#include "tests/host/exchange/transport/scripted_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::exchange::transport {
namespace {

namespace ssl = boost::asio::ssl;
using test::run_until;
using test::ScriptedServer;
using test::Tcp;

/// Greets over TLS WebSocket with the server name the client asked for.
ScriptedServer::Script greeting(const test::Certificate& certificate) {
    return [certificate](Tcp::socket& tcp, int) {
        ssl::context context(ssl::context::tls_server);
        context.use_certificate_chain(boost::asio::buffer(certificate.certificate_pem));
        context.use_private_key(boost::asio::buffer(certificate.key_pem), ssl::context::pem);
        ssl::stream<Tcp::socket&> stream(tcp, context);
        stream.handshake(ssl::stream_base::server);
        const char* asked = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
        boost::beast::websocket::stream<ssl::stream<Tcp::socket&>&> socket(stream);
        socket.accept();
        test::write_text(socket, asked == nullptr ? "no name" : asked);
        test::wait_for_end(tcp);
    };
}

struct Outcome {
    std::string greeting;
    std::optional<Failure> failure;
};

struct TlsTest : ::testing::Test {
    Outcome connect(const test::Certificate& shown, const test::Authority& trusted,
                    bool verify = true) {
        struct Ear final : WebSocketListener {
            void on_open() override {}
            void on_frame(std::string_view text) override { outcome.greeting = text; }
            void on_ping_due() override {}
            void on_closed(const Failure& why) override { outcome.failure = why; }
            Outcome outcome;
        } ear;
        ScriptedServer server(greeting(shown));
        std::ofstream(ca_file) << trusted.pem();
        auto context = make_tls_context({.verify = verify, .ca_file = ca_file});
        boost::asio::io_context io;
        const auto socket =
            make_websocket(io, &context, parse_endpoint(server.url("wss")), {}, ear);
        socket->open();
        EXPECT_TRUE(
            run_until(io, [&] { return ear.outcome.failure || !ear.outcome.greeting.empty(); }));
        socket->close();
        io.restart();
        io.run_for(std::chrono::milliseconds(5));
        return ear.outcome;
    }
    test::TemporaryFolder folder;
    std::string ca_file = (folder.path() / "ca.pem").string();
    test::Authority ours;
};

TEST_F(TlsTest, ATrustedServerIsGreetedByItsName) {
    const Outcome outcome = connect(ours.issue("localhost"), ours);
    EXPECT_EQ(outcome.greeting, "localhost");
    EXPECT_FALSE(outcome.failure.has_value());
}

TEST_F(TlsTest, AStrangersAuthorityIsRefused) {
    const test::Authority stranger;
    const Outcome outcome = connect(stranger.issue("localhost"), ours);
    ASSERT_TRUE(outcome.failure.has_value());
    EXPECT_STREQ(outcome.failure->where, "tls");
    EXPECT_EQ(outcome.greeting, "");
}

TEST_F(TlsTest, AnotherHostsCertificateIsRefused) {
    const Outcome outcome = connect(ours.issue("elsewhere.example"), ours);
    ASSERT_TRUE(outcome.failure.has_value());
    EXPECT_STREQ(outcome.failure->where, "tls");
}

TEST_F(TlsTest, AnExpiredCertificateIsRefused) {
    const Outcome outcome = connect(ours.issue("localhost", true), ours);
    ASSERT_TRUE(outcome.failure.has_value());
    EXPECT_STREQ(outcome.failure->where, "tls");
}

TEST_F(TlsTest, VerificationCanBeSwitchedOffAndOnlyThenAStrangerIsGreeted) {
    const test::Authority stranger;
    EXPECT_EQ(connect(stranger.issue("elsewhere.example"), ours, false).greeting, "localhost");
}

TEST_F(TlsTest, AMissingAuthorityFileStopsTheStart) {
    EXPECT_THROW(make_tls_context({.ca_file = "/nowhere/ca.pem"}), InputError);
}

TEST_F(TlsTest, HttpRefusesAStrangerBeforeARequestLeaves) {
    const test::Authority stranger;
    ScriptedServer server(greeting(stranger.issue("localhost")));
    std::ofstream(ca_file) << ours.pem();
    auto context = make_tls_context({.ca_file = ca_file});
    boost::asio::io_context io;
    HttpClient client(io, &context, parse_endpoint(server.url("https", "")), {});
    std::optional<HttpReply> got;
    client.post({.target = "/info", .body = "{}"}, [&](HttpReply& reply) { got = reply; });
    ASSERT_TRUE(run_until(io, [&] { return got.has_value(); }));
    EXPECT_EQ(got->status, 0);
    EXPECT_FALSE(got->sent);
    EXPECT_STREQ(got->failure.where, "tls");
}

}  // namespace
}  // namespace maxmin::exchange::transport
