// Questions over HTTP within the venue's weight: what does not fit waits, a 429 pauses all, what
// fails is asked again a few times. Questions change nothing at the venue, so repeating is safe.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "host/exchange/hyperliquid/allowance.hpp"
#include "host/exchange/hyperliquid/link.hpp"
#include "host/exchange/transport/http.hpp"

namespace maxmin::exchange::hyperliquid {

/// Empty: no answer after all attempts.
using InfoDone = std::function<void(const std::string* body)>;

struct InfoCounters {
    std::int64_t asked = 0;
    std::int64_t failed = 0;
    std::int64_t too_many = 0;  // 429
};

class InfoClient {
  public:
    /// All must outlive the client.
    InfoClient(transport::HttpClient& http, RefillingBudget& weight, NowFunction now)
        : http_(http), weight_(weight), now_(std::move(now)) {}
    InfoClient(const InfoClient&) = delete;
    InfoClient& operator=(const InfoClient&) = delete;
    ~InfoClient() { *alive_ = false; }

    /// `done` once, never from inside this call.
    void ask(std::string body, double weight, InfoDone done);
    /// For what the venue charges by the size of an answer.
    void charge(double weight) { weight_.charge(weight, now_()); }
    /// Forgets all that is asked or waits.
    void forget();
    void tick();
    const InfoCounters& counters() const { return counters_; }

  private:
    struct Question {
        std::string body;
        double weight = 0.0;
        InfoDone done;
        int attempts = 0;
        Timestamp due;
    };

    void answered(Question question, transport::HttpReply& reply);

    transport::HttpClient& http_;
    RefillingBudget& weight_;
    NowFunction now_;
    std::deque<Question> waiting_;
    std::uint64_t round_ = 0;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    InfoCounters counters_;
};

}  // namespace maxmin::exchange::hyperliquid
