#include "host/exchange/transport/endpoint.hpp"

#include <gtest/gtest.h>

#include "host/base/error.hpp"

namespace maxmin::exchange::transport {
namespace {

TEST(Endpoint, SchemeDecidesTlsAndPort) {
    const Endpoint secure = parse_endpoint("wss://api.hyperliquid.xyz/ws");
    EXPECT_TRUE(secure.tls);
    EXPECT_EQ(secure.host, "api.hyperliquid.xyz");
    EXPECT_EQ(secure.port, "443");
    EXPECT_EQ(secure.target, "/ws");

    const Endpoint plain = parse_endpoint("http://localhost:3001");
    EXPECT_FALSE(plain.tls);
    EXPECT_EQ(plain.port, "3001");
    EXPECT_EQ(plain.target, "/");
    EXPECT_EQ(parse_endpoint("http://localhost").port, "80");
}

TEST(Endpoint, AnythingElseIsRefused) {
    for (const char* url :
         {"", "localhost:3001", "ftp://host", "http://", "http://host:0", "http://host:65536",
          "http://host:12x", "http://user@host", "http://host/path?query", "http://host:1:2"}) {
        EXPECT_THROW(parse_endpoint(url), InputError) << url;
    }
}

}  // namespace
}  // namespace maxmin::exchange::transport
