// TLS as a client of a public venue: the peer's certificate chain and its host name are verified
// unless the configuration switches that off, and the name is sent along (SNI).
#pragma once

#include <string>

#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace maxmin::exchange::transport {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

struct TlsConfig {
    bool verify = true;
    std::string ca_file;  // PEM; empty: the system's own store
};

/// Errors: InputError where the file cannot be read.
boost::asio::ssl::context make_tls_context(const TlsConfig& config);

/// Before the handshake: the name to send and to verify.
boost::system::error_code expect_host(TlsStream& stream, const std::string& host);

}  // namespace maxmin::exchange::transport
