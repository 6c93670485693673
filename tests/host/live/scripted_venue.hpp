// A venue behind a bad line, on a simulated clock: requests and reports take their time one by one,
// so they overtake one another; answers are lost, told twice, or come for requests that were
// thought lost; the link breaks with things on their way. It keeps the gateway's promises
// (host/gateway): every fill the venue knows of is reported before a Truth, and before a query's
// answer. Nothing else is promised.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include "host/gateway/listener.hpp"
#include "host/gateway/port.hpp"

namespace maxmin::live::test {

using gateway::LinkState;
using gateway::OrderId;
using gateway::Reason;
using gateway::Report;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;

struct Faults {
    double request_lost = 0.0;  // it never arrives
    double answer_lost = 0.0;   // it was done, nobody says so
    double told_twice = 0.0;
    double fill_untold = 0.0;  // until somebody asks
    double refused = 0.0;
    int delay_ms_max = 50;  // of each message on its own
};

class ScriptedVenue final : public gateway::Port {
  public:
    struct Resting {
        AssetIndex asset = 0;
        Side side = Side::bid;
        std::uint8_t level = 0;
        Ticks price;
        Lots size;
    };

    ScriptedVenue(unsigned seed, std::size_t assets) : positions(assets), random_(seed) {}

    gateway::Listener* listener = nullptr;

    void submit(std::span<const Request> requests, Timestamp at) override {
        for (const Request& request : requests) {
            ++sent;
            // A question is lost with its answer; asking again is the engine's affair.
            if (!link_up_ || chance(faults.request_lost)) {
                continue;
            }
            after(at, delay(), [this, request] { handle(request); });
        }
    }

    /// Everything due by `until`, in order of time.
    void run_until(Timestamp until) {
        while (!due_.empty() && due_.begin()->first <= until) {
            const auto event = due_.begin();
            now = event->first;
            const std::function<void()> action = std::move(event->second);
            due_.erase(event);
            action();
        }
        now = until;
    }

    void break_link() {
        if (!link_up_) {
            return;
        }
        link_up_ = false;
        ++generation_;  // what was on its way to us is gone
        listener->on_link(LinkState::down, now);
    }

    /// Connects, asks for the account, tells it.
    void mend_link() {
        if (link_up_ || mending_) {
            return;
        }
        mending_ = true;
        listener->on_link(LinkState::connecting, now);
        after(now, milliseconds(50), [this] {
            listener->on_link(LinkState::syncing, now);
            link_up_ = true;
            tell_account(true);
        });
    }
    bool is_up() const { return link_up_ && !mending_; }

    /// The account as of now, told a little later; fills known by then are told before it.
    void tell_account(bool after_loss) {
        auto listed = std::make_shared<std::vector<gateway::OpenOrder>>();
        for (const auto& [id, order] : orders) {
            gateway::OpenOrder open;
            open.id = id;
            open.venue_id = static_cast<std::uint64_t>(id) + 1'000'000;
            open.asset = order.asset;
            open.side = order.side;
            open.price = order.price;
            open.remaining = order.size;
            open.placed_at = now;
            listed->push_back(open);
        }
        auto held = std::make_shared<std::vector<gateway::HeldPosition>>();
        for (std::size_t i = 0; i < positions.size(); ++i) {
            held->push_back({.asset = static_cast<AssetIndex>(i), .lots = positions[i]});
        }
        const int generation = generation_;
        after(now, delay(), [this, listed, held, after_loss, generation, asked = now] {
            if (generation != generation_) {
                mending_ = false;
                return;  // the link broke meanwhile
            }
            tell_all_fills();
            listener->on_truth({.local_time = now,
                                .orders_asked = asked,
                                .positions_asked = asked,
                                .orders = *listed,
                                .positions = *held,
                                .equity_usd = 100'000.0,
                                .after_loss = after_loss});
            if (after_loss) {
                mending_ = false;
                listener->on_link(LinkState::up, now);
            }
        });
    }

    /// Our side has started anew and asks for the fills since then.
    void forget_told_since(Timestamp since) {
        for (const Report& report : fills) {
            if (report.exchange_time >= since) {
                told_[report.trade_id] = false;
            }
        }
    }

    /// Part or all of an order picked at random trades.
    void fill_some() {
        if (orders.empty()) {
            return;
        }
        auto it = orders.begin();
        std::advance(it, pick(static_cast<int>(orders.size())));
        const auto size = static_cast<int>(it->second.size.value());
        fill(it->first, chance(0.5) ? it->second.size : Lots(1 + pick(size)));
    }

    /// Somebody else cancels it: the venue, or the operator by hand.
    void cancel_some() {
        if (!orders.empty()) {
            auto it = orders.begin();
            std::advance(it, pick(static_cast<int>(orders.size())));
            cancel(it->first, Reason::none);
        }
    }

    bool chance(double probability) {
        return std::uniform_real_distribution<>()(random_) < probability;
    }
    int pick(int count) {
        return static_cast<int>(random_() % static_cast<unsigned>(std::max(count, 1)));
    }

    Faults faults;
    Timestamp now;
    std::map<OrderId, Resting> orders;
    std::vector<Lots> positions;
    std::vector<Report> fills;  // each once, in order
    std::int64_t sent = 0;
    std::int64_t ids_reused = 0;

  private:
    void after(Timestamp from, Duration wait, std::function<void()> action) {
        due_.emplace(from + wait, std::move(action));
    }
    Duration delay() { return milliseconds(1 + pick(faults.delay_ms_max)); }

    Report report_on(ReportKind kind, OrderId id, const Resting& order) const {
        Report report;
        report.kind = kind;
        report.side = order.side;
        report.level = order.level;
        report.asset = order.asset;
        report.id = id;
        report.price = order.price;
        report.size = order.size;
        report.remaining = order.size;
        report.exchange_time = now;
        return report;
    }

    /// On its way to us, with whatever befalls it there.
    void tell(const Report& report, double lost) {
        const int copies = chance(lost) ? 0 : chance(faults.told_twice) ? 2 : 1;
        const int generation = generation_;
        for (int copy = 0; copy < copies; ++copy) {
            after(now, delay(), [this, report, generation] {
                if (generation == generation_ && link_up_) {
                    hand_over(report);
                }
            });
        }
    }
    void hand_over(Report report) {
        report.local_time = now;
        if (report.kind == ReportKind::filled) {
            told_.insert_or_assign(report.trade_id, true);
        }
        listener->on_report(report);
    }
    void tell_all_fills() {
        for (const Report& fill : fills) {
            if (!told_[fill.trade_id]) {
                hand_over(fill);
            }
        }
    }

    void fill(OrderId id, Lots size) {
        Resting& order = orders.at(id);
        order.size -= size;
        positions[static_cast<std::size_t>(order.asset)] += size * sign_of(order.side);
        Report report = report_on(ReportKind::filled, id, order);
        report.size = size;
        report.trade_id = fills.size() + 1;
        fills.push_back(report);
        told_.emplace(report.trade_id, false);
        tell(report, faults.fill_untold);
        if (order.size == Lots(0)) {
            orders.erase(id);
        }
    }

    void cancel(OrderId id, Reason reason) {
        Resting gone = orders.at(id);
        orders.erase(id);
        gone.size = Lots(0);
        Report report = report_on(ReportKind::cancelled, id, gone);
        report.reason = reason;
        tell(report, faults.answer_lost);
    }

    void refuse(const Request& request, ReportKind kind, Reason reason) {
        const auto found = orders.find(request.id);
        const Resting as_asked{request.asset, request.side, request.level, request.price, Lots(0)};
        Report report =
            report_on(kind, request.id, found == orders.end() ? as_asked : found->second);
        report.reason = reason;
        tell(report, faults.answer_lost);
    }

    void handle(const Request& request) {
        const auto found = orders.find(request.id);
        switch (request.kind) {
            case RequestKind::place:
                place(request);
                break;
            case RequestKind::modify:
                if (found == orders.end()) {
                    refuse(request, ReportKind::modify_rejected, Reason::unknown_order);
                } else if (chance(faults.refused)) {
                    orders.erase(found);  // cancel + new order, the second refused
                    refuse(request, ReportKind::modify_rejected, Reason::post_only_would_cross);
                } else {
                    found->second.price = request.price;
                    found->second.size = request.size;
                    tell(report_on(ReportKind::modified, request.id, found->second),
                         faults.answer_lost);
                }
                break;
            case RequestKind::cancel:
                if (found == orders.end()) {
                    refuse(request, ReportKind::cancel_rejected, Reason::unknown_order);
                } else {
                    cancel(request.id, Reason::none);
                }
                break;
            case RequestKind::query:
                answer(request);
                break;
        }
    }

    void place(const Request& request) {
        ids_reused += ids_seen_.insert(request.id).second ? 0 : 1;
        const bool immediate = request.time_in_force == gateway::TimeInForce::immediate_or_cancel;
        if (chance(faults.refused)) {
            refuse(request, ReportKind::rejected,
                   immediate ? Reason::immediate_not_filled : Reason::post_only_would_cross);
            return;
        }
        orders[request.id] = {request.asset, request.side, request.level, request.price,
                              request.size};
        if (immediate) {
            const Lots held =
                positions[static_cast<std::size_t>(request.asset)] * -sign_of(request.side);
            if (held > Lots(0)) {  // reduce-only
                fill(request.id, std::min(held, request.size));
            }
            if (orders.contains(request.id)) {
                cancel(request.id, Reason::immediate_not_filled);
            }
            return;
        }
        tell(report_on(ReportKind::accepted, request.id, orders.at(request.id)),
             faults.answer_lost);
    }

    void answer(const Request& query) {
        const auto found = orders.find(query.id);
        const Resting as_asked{query.asset, query.side, query.level, query.price, Lots(0)};
        Report report =
            report_on(found == orders.end() ? ReportKind::cancelled : ReportKind::accepted,
                      query.id, found == orders.end() ? as_asked : found->second);
        report.reason = found == orders.end() ? Reason::unknown_order : Reason::none;
        const int generation = generation_;
        if (chance(faults.answer_lost)) {
            return;
        }
        after(now, delay(), [this, report, generation] {
            if (generation == generation_ && link_up_) {
                tell_all_fills();
                hand_over(report);
            }
        });
    }

    std::mt19937 random_;
    std::set<OrderId> ids_seen_;
    std::multimap<Timestamp, std::function<void()>> due_;
    std::map<std::uint64_t, bool> told_;  // trade id -> whether it was handed over once
    bool link_up_ = false;
    bool mending_ = false;
    int generation_ = 0;
};

}  // namespace maxmin::live::test
