// One kept-alive connection of the HTTP client: one request at a time.
#pragma once

#include <functional>
#include <memory>

#include "host/exchange/transport/http.hpp"

namespace maxmin::exchange::transport {

class HttpConnection {
  public:
    using Done = std::function<void(HttpReply&)>;

    HttpConnection() = default;
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;
    virtual ~HttpConnection() = default;

    /// Dials first if it has to. `done` once; afterwards is_reusable() says whether it lives on.
    virtual void run(const HttpRequest& request, Done done) = 0;
    /// Connected, idle, young enough, and the kernel has heard no end of it.
    virtual bool is_reusable() = 0;
    /// Ends it; a running request's `done` is dropped.
    virtual void close() = 0;
};

std::shared_ptr<HttpConnection> make_http_connection(boost::asio::io_context& io,
                                                     boost::asio::ssl::context* tls,
                                                     const Endpoint& endpoint,
                                                     const HttpConfig& config);

}  // namespace maxmin::exchange::transport
