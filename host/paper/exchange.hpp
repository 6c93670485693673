// The in-process exchange of backtests: a Port whose orders travel, match against recorded market
// data, and come back. It never sees data later than its own clock, because the driver hands it
// market events and time in one order. Arrival decides: the venue's preference of cancels and
// post-only orders within a block is not modelled.
#pragma once

#include <cstdint>
#include <span>

#include "host/gateway/port.hpp"
#include "host/market/event.hpp"
#include "host/paper/config.hpp"
#include "host/paper/fifo.hpp"
#include "host/paper/latency.hpp"
#include "host/paper/matcher.hpp"
#include "host/paper/outbox.hpp"

namespace maxmin::paper {

/// The driver's loop, as long as something is left:
///
///     if (next market event's exchange time <= exchange.next_time())  exchange.on_market(...)
///     else  exchange.advance_to(exchange.next_time()), then poll until false
///
/// so at one instant the market comes before our orders. Of one instant the prints should come
/// before the books; a print that comes after its book is recognised and does not count twice.
/// Requests keep their order, and so do reports: one connection each way.
class Exchange final : public gateway::Port {
  public:
    /// Throws InputError for a configuration or instrument it cannot honour.
    Exchange(const PaperConfig& config, std::span<const market::Instrument> instruments,
             std::uint64_t seed);

    /// One message, one latency: its requests arrive together, in their order. `now` is not before
    /// the exchange's clock, which the driver has brought up to the present.
    void submit(std::span<const gateway::Request> requests, Timestamp now) override;

    /// At the event's exchange time, in rising order. Requests that arrive before it go first.
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks);

    /// Earliest of: a request arriving, funding being due, a report becoming visible.
    Timestamp next_time() const;
    /// Everything due up to and including `time`, by time; at one instant funding first, then
    /// requests as sent.
    void advance_to(Timestamp time);
    /// The next report whose local_time has come.
    bool poll(Timestamp now, gateway::Report& out) { return outbox_.poll(now, out); }

    const Account& account() const { return matcher_.account(); }
    const Counters& counters() const { return matcher_.counters(); }
    const OrderPool& orders() const { return matcher_.orders(); }

  private:
    struct Pending {
        gateway::Request request;
        Timestamp arrival;
    };

    void start_clock(Timestamp time);
    Timestamp next_action() const;
    void run_next_action();

    Connection order_connection_;
    Outbox outbox_;
    Matcher matcher_;
    Fifo<Pending> pending_;
    Timestamp clock_;
    Timestamp next_funding_ = Timestamp::never();
};

}  // namespace maxmin::paper
