#include "host/app/live_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <vector>

#include "host/report/numbers.hpp"
#include "host/report/text_table.hpp"

namespace maxmin::app {
namespace {

using report::grouped_text;

bool quotes(const live::AssetStatus& asset) {
    return asset.state == engine::QuoteState::quoting ||
           asset.state == engine::QuoteState::quoting_widened;
}

std::string whole(double count) {
    return grouped_text(count, 0);
}

std::string clock_text(Duration span) {
    const auto all_s = static_cast<long long>(span.value() / 1'000'000'000);
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", all_s / 3600, all_s / 60 % 60,
                  all_s % 60);
    return text.data();
}

/// " (12 of 60 s)" of the asset that needs the most time yet.
std::string warm_up_text(const live::Status& status) {
    const auto last = std::ranges::max_element(
        status.assets, {}, [](const live::AssetStatus& asset) { return asset.warm_up_left_s; });
    return std::string(" (")
        .append(report::fixed_text(last->warm_up_s - last->warm_up_left_s, 0))
        .append(" of ")
        .append(report::fixed_text(last->warm_up_s, 0))
        .append(" s)");
}

/// `label` and the count, if there is anything to say.
void add_trouble(std::string& text, std::int64_t count, std::string_view label) {
    if (count > 0) {
        text += (text.empty() ? "" : ", ") + whole(static_cast<double>(count)) + " ";
        text += label;
    }
}

}  // namespace

std::string waiting_reasons(const live::Status& status) {
    std::map<std::string_view, int> reasons;
    for (const live::AssetStatus& asset : status.assets) {
        if (!quotes(asset)) {
            ++reasons[engine::to_string(asset.state)];
        }
    }
    std::vector<std::pair<std::string_view, int>> sorted(reasons.begin(), reasons.end());
    std::ranges::stable_sort(sorted,
                             [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    for (const auto& [reason, count] : sorted) {
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " ";
        text += reason;
        if (reason == engine::to_string(engine::QuoteState::warming_up)) {
            text += warm_up_text(status);
        }
    }
    return text;
}

std::string status_line(const live::Status& status, double start_equity_usd) {
    const auto quoting = std::ranges::count_if(status.assets, quotes);
    std::string text = clock_text(status.time - status.started) + "  quoting " +
                       std::to_string(quoting) + " of " + std::to_string(status.assets.size());
    const std::string waiting = waiting_reasons(status);
    text += waiting.empty() ? "" : " (" + waiting + ")";
    text += "  " + whole(status.open_orders()) + " orders  " +
            whole(static_cast<double>(status.orders.fills)) + " fills  " +
            grouped_text(status.equity_usd, 2) + " USD (" +
            report::signed_text(status.equity_usd - start_equity_usd, 2) + ")  " +
            whole(status.requests_left) + " requests left";
    if (status.mode.mode != risk::TradingMode::active) {
        text += "  ";
        text += risk::to_string(status.mode.mode);
    }
    text += "  link ";
    text += gateway::to_string(status.link.state);
    return text;
}

std::string end_text(const live::Status& status, const live::RuntimeCounters& counters,
                     double start_equity_usd, int orders_left) {
    std::string text = "Ran " + report::span_text(status.time - status.started) + ": " +
                       report::signed_text(status.equity_usd - start_equity_usd, 2) +
                       " USD, equity " + grouped_text(status.equity_usd, 2) + ", " +
                       whole(static_cast<double>(status.orders.fills)) + " fills, " +
                       whole(static_cast<double>(status.requests_used)) + " requests, " +
                       whole(static_cast<double>(counters.market_events)) + " market events.\n";
    std::string trouble;
    add_trouble(trouble, static_cast<std::int64_t>(status.orders.illegal), "impossible reports");
    add_trouble(trouble, static_cast<std::int64_t>(status.orders.timed_out), "answers late");
    add_trouble(trouble, static_cast<std::int64_t>(status.orders.fills_aged), "fills too old");
    add_trouble(trouble, status.steps_failed, "steps failed");
    add_trouble(trouble, counters.inbox_overflows, "inbox overflows");
    add_trouble(trouble, counters.requests_lost, "requests lost on our side");
    add_trouble(trouble, counters.trades_dropped, "trades dropped");
    add_trouble(trouble, counters.log_records_dropped, "log records dropped");
    add_trouble(trouble, counters.journal_failures, "journal failures");
    add_trouble(trouble, counters.clock_steps, "clock steps");
    text += trouble.empty() ? "" : "Trouble: " + trouble + ".\n";
    text += orders_left == 0 ? "No order of ours is left at the venue.\n"
                             : whole(orders_left) +
                                   " orders may still be at the venue: run `maxmin cancel-all`.\n";
    return text;
}

std::string latency_text(const gateway::Latencies& latencies) {
    const Duration whole_way = latencies.frame_to_action.sum();
    report::TextTable table({"latency", "actions", "p50 us", "p99 us", "p99.9 us", "share"});
    const auto row = [&](std::string label, const DurationHistogram& stage, bool is_part) {
        const auto us = [&](double share) {
            return grouped_text(stage.quantile(share).as_double() * 1e-3, 0);
        };
        const double share = stage.sum().as_double() / whole_way.as_double();
        table.add({std::move(label), whole(static_cast<double>(stage.count())), us(0.5), us(0.99),
                   us(0.999), is_part ? report::fixed_text(100.0 * share, 0) + " %" : ""});
    };
    if (latencies.frame_to_action.count() > 0) {
        row("frame received to engine's turn", latencies.hand_over, true);
        row("engine's turn, to gateway", latencies.decide, true);
        row("limits, signature, to socket", latencies.send, true);
        row("frame to action", latencies.frame_to_action, true);
    }
    if (latencies.held.count() > 0) {
        row("held back by limits", latencies.held, false);
    }
    if (latencies.round_trip.count() == 0) {
        return {};
    }
    row("venue's answer", latencies.round_trip, false);
    return table.text(false);
}

}  // namespace maxmin::app
