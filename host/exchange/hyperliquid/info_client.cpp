#include "host/exchange/hyperliquid/info_client.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

constexpr int attempts_max = 4;
constexpr Duration pause_after_429 = seconds(10);

}  // namespace

void InfoClient::ask(std::string body, double weight, InfoDone done) {
    waiting_.push_back({std::move(body), weight, std::move(done), 0, Timestamp(0)});
    tick();
}

void InfoClient::forget() {
    ++round_;
    waiting_.clear();
}

void InfoClient::tick() {
    const Timestamp now = now_();
    for (std::size_t i = 0; i < waiting_.size();) {
        Question& next = waiting_[i];
        if (next.due > now) {
            ++i;
            continue;
        }
        if (!weight_.take(next.weight, false, now)) {
            return;
        }
        auto question = std::make_shared<Question>(std::move(next));
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
        ++counters_.asked;
        http_.post({.target = "/info", .body = question->body, .idempotent = true},
                   [this, alive = alive_, question, round = round_](transport::HttpReply& reply) {
                       if (*alive && round == round_) {
                           answered(std::move(*question), reply);
                       }
                   });
    }
}

void InfoClient::answered(Question question, transport::HttpReply& reply) {
    if (reply.status == 200) {
        return question.done(&reply.body);
    }
    const Timestamp now = now_();
    if (reply.status == 429) {
        ++counters_.too_many;
        weight_.exhausted(now, pause_after_429);
    } else if (++question.attempts >= attempts_max || (reply.status >= 400 && reply.status < 500)) {
        ++counters_.failed;
        return question.done(nullptr);
    }
    question.due = now + milliseconds(250 << question.attempts);
    waiting_.push_back(std::move(question));
}

}  // namespace maxmin::exchange::hyperliquid
