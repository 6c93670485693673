#include "host/exchange/transport/http.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "host/base/assert.hpp"
#include "host/exchange/transport/http_connection.hpp"

namespace maxmin::exchange::transport {

HttpClient::HttpClient(boost::asio::io_context& io, boost::asio::ssl::context* tls,
                       Endpoint endpoint, const HttpConfig& config)
    : io_(io),
      tls_(tls),
      endpoint_(std::move(endpoint)),
      config_(config),
      slots_(static_cast<std::size_t>(config.connections)) {
    MAXMIN_ASSERT(config.connections > 0, "a client has at least one connection");
}

HttpClient::~HttpClient() {
    *alive_ = false;
    for (Slot& slot : slots_) {
        if (slot.connection) {
            slot.connection->close();
        }
    }
}

std::shared_ptr<HttpConnection> HttpClient::dial() {
    ++counters_.dials;
    return make_http_connection(io_, tls_, endpoint_, config_);
}

void HttpClient::post(HttpRequest request, HttpDone done) {
    ++counters_.requests;
    if (waiting_.size() >= config_.waiting_max) {
        ++counters_.failures;
        boost::asio::post(io_, [alive = alive_, done = std::move(done)] {
            HttpReply reply;
            reply.failure = {boost::asio::error::no_buffer_space, "queue"};
            if (*alive) {
                done(reply);
            }
        });
        return;
    }
    waiting_.push_back({std::move(request), std::move(done)});
    serve();
}

void HttpClient::serve() {
    while (!waiting_.empty()) {
        const auto free =
            std::find_if(slots_.begin(), slots_.end(), [](const Slot& slot) { return !slot.busy; });
        if (free == slots_.end()) {
            return;
        }
        Job job = std::move(waiting_.front());
        waiting_.pop_front();
        run(static_cast<std::size_t>(free - slots_.begin()), std::move(job));
    }
}

void HttpClient::run(std::size_t slot, Job job) {
    Slot& mine = slots_[slot];
    mine.busy = true;
    const bool reused = !job.retried && mine.connection && mine.connection->is_reusable();
    if (!reused) {
        if (mine.connection) {
            mine.connection->close();
        }
        mine.connection = dial();
    }
    auto shared = std::make_shared<Job>(std::move(job));
    mine.connection->run(shared->request,
                         [this, alive = alive_, slot, shared, reused](HttpReply& reply) {
                             if (*alive) {
                                 finished(slot, *shared, reply, reused);
                             }
                         });
}

void HttpClient::finished(std::size_t slot, Job& job, HttpReply& reply, bool was_reused) {
    const bool timed_out = reply.failure.error == boost::asio::error::timed_out;
    if (reply.status == 0 && was_reused && !timed_out && job.request.idempotent && !job.retried) {
        ++counters_.retries;
        job.retried = true;
        return run(slot, std::move(job));
    }
    counters_.failures += reply.status == 0;
    slots_[slot].busy = false;
    const auto alive = alive_;
    job.done(reply);  // may end this client
    if (*alive) {
        serve();
    }
}

}  // namespace maxmin::exchange::transport
