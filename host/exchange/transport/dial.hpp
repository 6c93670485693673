// From a name to a stream ready to talk: resolve, connect, TLS handshake. Shared by WebSocket and
// HTTP. The caller bounds it in time by closing the stream and cancelling the resolver.
#pragma once

#include <type_traits>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/stream_traits.hpp>

#include "host/exchange/transport/endpoint.hpp"
#include "host/exchange/transport/tls.hpp"

namespace maxmin::exchange::transport {

/// `done(error, where)`, once; it must keep stream, resolver and endpoint alive.
template <class Stream, class Done>
void dial(Stream& stream, boost::asio::ip::tcp::resolver& resolver, const Endpoint& endpoint,
          Done done) {
    using boost::asio::ip::tcp;
    auto secure = [&stream, &endpoint](Done next) {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            if (const auto error = expect_host(stream, endpoint.host)) {
                return next(error, "tls");
            }
            stream.async_handshake(boost::asio::ssl::stream_base::client,
                                   [next](boost::system::error_code error) { next(error, "tls"); });
        } else {
            next({}, "connect");
        }
    };
    auto connected = [&stream, secure, done](boost::system::error_code error, tcp::endpoint) {
        if (error) {
            return done(error, "connect");
        }
        boost::beast::get_lowest_layer(stream).socket().set_option(tcp::no_delay(true), error);
        if (error) {
            return done(error, "connect");
        }
        secure(done);
    };
    resolver.async_resolve(endpoint.host, endpoint.port,
                           [&stream, connected, done](boost::system::error_code error,
                                                      const tcp::resolver::results_type& results) {
                               if (error) {
                                   return done(error, "resolve");
                               }
                               auto& socket = boost::beast::get_lowest_layer(stream);
                               socket.expires_never();
                               socket.async_connect(results, connected);
                           });
}

}  // namespace maxmin::exchange::transport
