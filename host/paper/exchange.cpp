#include "host/paper/exchange.hpp"

#include <algorithm>

#include "host/base/assert.hpp"

namespace maxmin::paper {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
// A strategy with this much under way has run away; the venue would long have cut it off.
constexpr std::size_t messages_under_way_max = 65'536;

// Different streams of one seed.
constexpr std::uint64_t order_stream = 0x6F72646572ULL;
constexpr std::uint64_t response_stream = 0x7265706C79ULL;

}  // namespace

Exchange::Exchange(const PaperConfig& config, std::span<const market::Instrument> instruments,
                   std::uint64_t seed)
    : order_connection_(make_latency(config.order, "paper.order", seed ^ order_stream)),
      outbox_(make_latency(config.response, "paper.response", seed ^ response_stream),
              messages_under_way_max),
      matcher_(config, instruments, outbox_),
      pending_(messages_under_way_max) {}

void Exchange::submit(std::span<const gateway::Request> requests, Timestamp now) {
    if (requests.empty()) {
        return;
    }
    MAXMIN_ASSERT(now >= clock_, "a request is not sent before the exchange's present");
    start_clock(now);
    const Timestamp arrival = order_connection_.deliver(now);
    for (const gateway::Request& request : requests) {
        MAXMIN_ASSERT(request.asset >= 0 && request.asset < orders().assets(),
                      "a request names an asset of the run");
        pending_.push({.request = request, .arrival = arrival});
    }
}

void Exchange::on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                         std::span<const market::BookLevel> asks) {
    MAXMIN_ASSERT(event.exchange_time >= clock_, "market events come in order of exchange time");
    start_clock(event.exchange_time);
    while (next_action() < event.exchange_time) {
        run_next_action();
    }
    clock_ = event.exchange_time;
    matcher_.on_market(event, bids, asks);
}

Timestamp Exchange::next_time() const {
    return std::min(next_action(), outbox_.next_time());
}

void Exchange::advance_to(Timestamp time) {
    start_clock(time);
    while (next_action() <= time) {
        run_next_action();
    }
    clock_ = std::max(clock_, time);
}

/// The first time seen fixes the first full hour at which funding is paid.
void Exchange::start_clock(Timestamp time) {
    if (next_funding_ == Timestamp::never()) {
        next_funding_ = Timestamp((time.ns() / hour_ns + 1) * hour_ns);
    }
}

Timestamp Exchange::next_action() const {
    return pending_.empty() ? next_funding_ : std::min(next_funding_, pending_.front().arrival);
}

void Exchange::run_next_action() {
    clock_ = next_action();
    if (next_funding_ == clock_) {
        next_funding_ = next_funding_ + nanoseconds(hour_ns);
        matcher_.pay_funding(clock_);
        return;
    }
    const gateway::Request request = pending_.front().request;
    pending_.pop();
    matcher_.handle(request, clock_);
}

}  // namespace maxmin::paper
