// A venue that obeys: a port with orders in a map, requests and answers in two queues the test
// empties when it likes. Reports of one order keep their order; fills may be sent twice.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <random>

#include "host/gateway/port.hpp"
#include "host/order/working_orders.hpp"

namespace maxmin::order::test {

class FakeVenue : public gateway::Port {
  public:
    struct Resting {
        Side side = Side::bid;
        std::uint8_t level = 0;
        Ticks price;
        Lots size;
    };

    explicit FakeVenue(WorkingOrders& working) : working_(working) {}

    void submit(std::span<const gateway::Request> requests, Timestamp now) override {
        now_ = now;
        for (const gateway::Request& request : requests) {
            requests_.push_back(request);
            ++submitted;
        }
    }

    /// Handles up to `count` requests, oldest first.
    void handle(int count) {
        for (; count > 0 && !requests_.empty(); --count) {
            handle(requests_.front());
            requests_.pop_front();
        }
    }

    /// Fills part or all of an order picked at random.
    void fill_some(std::mt19937_64& random) {
        if (orders.empty()) {
            return;
        }
        auto it = orders.begin();
        std::advance(it, static_cast<std::ptrdiff_t>(random() % orders.size()));
        const auto most = it->second.size.value();
        fill(it->first,
             Lots(1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most))));
    }

    void fill(gateway::OrderId id, Lots size) {
        Resting& order = orders.at(id);
        order.size -= size;
        position += size * sign_of(order.side);
        gateway::Report report = answer(gateway::ReportKind::filled, id, order);
        report.size = size;
        report.trade_id = ++trade_id_;
        reports_.push_back(report);
        last_fill_ = report;
        if (order.size == Lots(0)) {
            orders.erase(id);
        }
    }

    /// As a reconnect does: the last fill once more.
    void repeat_last_fill() {
        if (last_fill_.trade_id != 0) {
            reports_.push_back(last_fill_);
        }
    }

    /// Lets up to `count` reports reach our side; returns the position they add.
    Lots deliver(int count) {
        Lots change;
        for (; count > 0 && !reports_.empty(); --count) {
            const gateway::Report report = reports_.front();
            reports_.pop_front();
            change += working_.apply(report).filled * sign_of(report.side);
        }
        return change;
    }

    bool is_quiet() const { return requests_.empty() && reports_.empty(); }

    std::map<gateway::OrderId, Resting> orders;
    Lots position;
    int submitted = 0;
    gateway::Reason refuse_places_for = gateway::Reason::none;

  private:
    gateway::Report answer(gateway::ReportKind kind, gateway::OrderId id, const Resting& order) {
        return {.kind = kind,
                .side = order.side,
                .level = order.level,
                .id = id,
                .price = order.price,
                .size = order.size,
                .remaining = order.size,
                .exchange_time = now_,
                .local_time = now_};
    }

    void handle(const gateway::Request& request) {
        using gateway::ReportKind;
        using gateway::RequestKind;
        const Resting fresh{request.side, request.level, request.price, request.size};
        const auto it = orders.find(request.id);
        if (request.kind == RequestKind::place) {
            gateway::Report report = answer(ReportKind::accepted, request.id, fresh);
            if (refuse_places_for != gateway::Reason::none) {
                report.kind = ReportKind::rejected;
                report.reason = refuse_places_for;
                report.remaining = Lots(0);
            } else {
                orders[request.id] = fresh;
            }
            reports_.push_back(report);
        } else if (it == orders.end()) {
            const bool cancels = request.kind == RequestKind::cancel;
            gateway::Report report =
                answer(cancels ? ReportKind::cancel_rejected : ReportKind::modify_rejected,
                       request.id, fresh);
            report.reason = gateway::Reason::unknown_order;
            report.remaining = Lots(0);
            reports_.push_back(report);
        } else if (request.kind == RequestKind::modify) {
            it->second = fresh;
            reports_.push_back(answer(ReportKind::modified, request.id, fresh));
        } else {
            Resting gone = it->second;
            gone.size = Lots(0);
            orders.erase(it);
            reports_.push_back(answer(ReportKind::cancelled, request.id, gone));
        }
    }

    WorkingOrders& working_;
    std::deque<gateway::Request> requests_;
    std::deque<gateway::Report> reports_;
    gateway::Report last_fill_;
    Timestamp now_;
    std::uint64_t trade_id_ = 0;
};

}  // namespace maxmin::order::test
