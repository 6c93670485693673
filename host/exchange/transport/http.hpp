// HTTP/1.1 POSTs over a few kept-alive connections to one host. A connection that the server has
// meanwhile closed is noticed before reuse where the kernel knows it; otherwise a request is sent
// again, once, only if its sender called it idempotent. All calls on the io_context's one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "host/base/time.hpp"
#include "host/exchange/transport/endpoint.hpp"
#include "host/exchange/transport/failure.hpp"

namespace maxmin::exchange::transport {

struct HttpConfig {
    int connections = 3;
    Duration timeout = seconds(10);     // of one request, dialling included
    Duration idle_limit = seconds(45);  // an older idle connection is not used again
    std::size_t waiting_max = 256;      // requests without a free connection
    std::size_t body_bytes_max = 64u << 20;
};

struct HttpRequest {
    std::string target;
    std::string body;  // JSON
    bool idempotent = false;
};

struct HttpReply {
    int status = 0;    // 0: no answer, see failure
    std::string body;  // frame_padding readable bytes follow in memory
    Failure failure;
    bool sent =
        false;  // bytes may have reached the server: without an answer its effect is unknown
};

using HttpDone = std::function<void(HttpReply&)>;

struct HttpCounters {
    std::int64_t requests = 0;
    std::int64_t dials = 0;
    std::int64_t retries = 0;
    std::int64_t failures = 0;  // requests that got no answer
};

class HttpConnection;

class HttpClient {
  public:
    /// `tls` may be null for a plain endpoint and must outlive the client otherwise.
    HttpClient(boost::asio::io_context& io, boost::asio::ssl::context* tls, Endpoint endpoint,
               const HttpConfig& config);
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    /// `done` is called exactly once, never from inside this call, unless the client ends before.
    void post(HttpRequest request, HttpDone done);
    const HttpCounters& counters() const { return counters_; }
    std::size_t waiting() const { return waiting_.size(); }

  private:
    struct Job {
        HttpRequest request;
        HttpDone done;
        bool retried = false;
    };
    struct Slot {
        std::shared_ptr<HttpConnection> connection;
        bool busy = false;
    };

    void serve();
    void run(std::size_t slot, Job job);
    void finished(std::size_t slot, Job& job, HttpReply& reply, bool was_reused);
    std::shared_ptr<HttpConnection> dial();

    boost::asio::io_context& io_;
    boost::asio::ssl::context* tls_;
    Endpoint endpoint_;
    HttpConfig config_;
    std::vector<Slot> slots_;
    std::deque<Job> waiting_;
    HttpCounters counters_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace maxmin::exchange::transport
