// What a live run tells its user: one line now and then, and the end of it.
#pragma once

#include <span>
#include <string>

#include "host/live/status.hpp"

namespace maxmin::app {

/// `0:01:20  quoting 198 of 200  1,188 orders  42 fills  99,981.20 USD (-18.80)  8,120 requests
/// left  link up`
std::string status_line(const live::Status& status, double start_equity_usd);

/// What keeps assets from quoting, most frequent first: `2 warming up (12 of 60 s), 1 book too
/// old`; empty if all quote.
std::string waiting_reasons(const live::Status& status);

/// Several lines after the end: what was earned, what was sent, what went wrong.
std::string end_text(const live::Status& status, const live::RuntimeCounters& counters,
                     double start_equity_usd, int orders_left);

/// A table of the stages from a frame to the action it caused, and of the venue's answers; empty if
/// nothing was sent.
std::string latency_text(const gateway::Latencies& latencies);

}  // namespace maxmin::app
