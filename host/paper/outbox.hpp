// The way back: a report made at the exchange becomes visible to us one response latency later,
// and in the order it was made.
#pragma once

#include <cstddef>
#include <utility>

#include "host/gateway/messages.hpp"
#include "host/paper/fifo.hpp"
#include "host/paper/latency.hpp"

namespace maxmin::paper {

/// A report on a Request or a RestingOrder, nothing filled and nothing resting.
template <typename Order>
gateway::Report report_on(const Order& order, gateway::ReportKind kind, gateway::Reason reason) {
    gateway::Report report;
    report.kind = kind;
    report.reason = reason;
    report.side = order.side;
    report.level = order.level;
    report.asset = order.asset;
    report.id = order.id;
    report.price = order.price;
    return report;
}

class Outbox {
  public:
    Outbox(LatencyModel response, std::size_t capacity)
        : connection_(std::move(response)), reports_(capacity) {}

    /// Fills in both times.
    void send(gateway::Report report, Timestamp exchange_time) {
        report.exchange_time = exchange_time;
        report.local_time = connection_.deliver(exchange_time);
        reports_.push(report);
    }

    Timestamp next_time() const {
        return reports_.empty() ? Timestamp::never() : reports_.front().local_time;
    }

    bool poll(Timestamp now, gateway::Report& out) {
        if (next_time() > now || reports_.empty()) {
            return false;
        }
        out = reports_.front();
        reports_.pop();
        return true;
    }

  private:
    Connection connection_;
    Fifo<gateway::Report> reports_;
};

}  // namespace maxmin::paper
