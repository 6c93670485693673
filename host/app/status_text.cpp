// A running process's status, as JSON from its control socket, for people.
#include "host/app/status_text.hpp"

#include <limits>
#include <ostream>
#include <string>

#include "host/engine/asset.hpp"
#include "host/report/numbers.hpp"
#include "host/report/text_table.hpp"

namespace maxmin::app {

using simdjson::dom::element;

namespace {

double number(element object, std::string_view key) {
    double value = std::numeric_limits<double>::quiet_NaN();
    if (object[key].get(value) != simdjson::SUCCESS) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return value;
}

std::string text(element object, std::string_view key) {
    std::string_view value;
    return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

std::string count(element object, std::string_view key) {
    return report::fixed_text(number(object, key), 0);
}

/// Counters that are zero when all is well.
std::string alarms(element status) {
    std::string found;
    const auto look = [&](std::string_view group, std::string_view key) {
        const element counters = status[group].value_unsafe();
        if (number(counters, key) > 0.0) {
            found += (found.empty() ? "" : ", ") + std::string(key) + " " + count(counters, key);
        }
    };
    for (const std::string_view key : {"position_mismatches", "foreign_orders"}) {
        look("link", key);
    }
    for (const std::string_view key : {"illegal_transitions", "fills_aged", "overflows"}) {
        look("orders", key);
    }
    for (const std::string_view key : {"inbox_overflows", "requests_lost", "journal_failures",
                                       "log_records_dropped", "inputs_unrecorded", "clock_steps"}) {
        look("runtime", key);
    }
    return found;
}

void print_latencies(element latencies, std::ostream& out) {
    const auto stage = [&](std::string_view name) {
        const element of = latencies[name].value_unsafe();
        return "p50 " + report::grouped_text(number(of, "p50"), 0) + ", p99 " +
               report::grouped_text(number(of, "p99"), 0) + " us";
    };
    if (number(latencies["round_trip"].value_unsafe(), "count") > 0.0) {
        out << "Frame to action " << stage("frame_to_action") << "; venue's answer "
            << stage("round_trip") << "\n";
    }
}

/// "quoting", "warming up (12 of 60 s)".
std::string state_text(element asset) {
    std::string state = text(asset, "state");
    if (state == engine::to_string(engine::QuoteState::warming_up)) {
        const double needed_s = number(asset, "warm_up_s");
        state.append(" (").append(
            report::fixed_text(needed_s - number(asset, "warm_up_left_s"), 0));
        state.append(" of ").append(report::fixed_text(needed_s, 0)).append(" s)");
    }
    return state;
}

}  // namespace

void print_status(element status, std::ostream& out) {
    constexpr double stale_s = 2.0;
    const double age_s = number(status, "age_s");
    if (!(age_s < stale_s)) {
        out << "STALE: the engine last reported " << report::fixed_text(age_s, 1) << " s ago\n";
    }
    const element link = status["link"].value_unsafe();
    bool reconciled = false;
    reconciled = link["reconciled"].get(reconciled) == simdjson::SUCCESS && reconciled;
    out << text(status, "mode") << " since " << text(status, "mode_since") << " ("
        << text(status, "mode_cause");
    const std::string by = text(status, "mode_by");
    out << (by.empty() ? "" : ", by " + by) << ")\n"
        << "Equity " << report::grouped_text(number(status, "equity_usd"), 2) << " USD, day loss "
        << report::grouped_text(number(status, "day_loss_usd"), 2) << ", drawdown "
        << report::grouped_text(number(status, "drawdown_usd"), 2) << "\n"
        << "Link " << text(link, "state") << (reconciled ? ", reconciled" : ", not reconciled")
        << "; lost " << count(link, "losses") << " times; " << count(status, "open_orders")
        << " open orders; " << report::grouped_text(number(status, "requests_left"), 0)
        << " requests left; should we die: " << text(status["runtime"].value_unsafe(), "dead_man")
        << "\n";
    const std::string found = alarms(status);
    out << (found.empty() ? "" : "Alarms: " + found + "\n");
    print_latencies(status["latency_us"].value_unsafe(), out);
    report::TextTable table(
        {"asset", "position", "mid", "bid", "ask", "profit USD", "orders", "data age s", "state"});
    for (const element asset : status["assets"].value_unsafe().get_array()) {
        table.add({text(asset, "symbol"), report::rounded_text(number(asset, "position_coin"), 8),
                   report::rounded_text(number(asset, "mid_usd"), 9),
                   report::rounded_text(number(asset, "bid_usd"), 9),
                   report::rounded_text(number(asset, "ask_usd"), 9),
                   report::fixed_text(number(asset, "profit_usd"), 2), count(asset, "orders"),
                   report::fixed_text(number(asset, "data_age_s"), 1), state_text(asset)});
    }
    out << table.text(false);
}

}  // namespace maxmin::app
