// What a live run says of itself, word for word.
#include "host/app/live_text.hpp"

#include <gtest/gtest.h>

namespace maxmin::app {
namespace {

live::Status status_of(std::initializer_list<engine::QuoteState> states) {
    live::Status status;
    status.started = Timestamp(0) + seconds(100);
    status.time = status.started + seconds(3'725);
    status.equity_usd = 99'981.2;
    status.requests_left = 8'120.0;
    status.link.state = gateway::LinkState::up;
    for (const engine::QuoteState state : states) {
        status.assets.push_back({});
        status.assets.back().state = state;
        status.assets.back().orders = 6;
    }
    return status;
}

TEST(LiveText, TheLineTellsWhoQuotesAndWhatTheAccountIsWorth) {
    live::Status status =
        status_of({engine::QuoteState::quoting, engine::QuoteState::quoting_widened});
    status.orders.fills = 42;

    EXPECT_EQ(status_line(status, 100'000.0),
              "1:02:05  quoting 2 of 2  12 orders  42 fills  99,981.20 USD (-18.80)  8,120 "
              "requests left  link up");
}

TEST(LiveText, WhatKeepsAssetsFromQuotingStandsMostFrequentFirst) {
    live::Status status =
        status_of({engine::QuoteState::quoting, engine::QuoteState::stale_data,
                   engine::QuoteState::warming_up, engine::QuoteState::warming_up});
    status.assets[2].warm_up_s = status.assets[3].warm_up_s = 60.0;
    status.assets[2].warm_up_left_s = 20.0;
    status.assets[3].warm_up_left_s = 48.3;

    EXPECT_EQ(waiting_reasons(status), "2 warming up (12 of 60 s), 1 book too old")
        << "the one that waits longest";
}

TEST(LiveText, AHaltShows) {
    live::Status status = status_of({engine::QuoteState::stopped});
    status.mode.mode = risk::TradingMode::halted;

    EXPECT_NE(status_line(status, 100'000.0).find("HALTED"), std::string::npos);
}

TEST(LiveText, TheEndNamesTroubleAndWhatMayBeLeft) {
    live::Status status = status_of({engine::QuoteState::stopped});
    status.orders.illegal = 3;
    live::RuntimeCounters counters;
    counters.requests_lost = 1'200;

    const std::string text = end_text(status, counters, 100'000.0, 2);

    EXPECT_NE(text.find("Trouble: 3 impossible reports, 1,200 requests lost on our side."),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("2 orders may still be at the venue"), std::string::npos);
    EXPECT_EQ(end_text(status_of({}), {}, 0.0, 0).find("Trouble"), std::string::npos);
}

TEST(LiveText, LatenciesStandByStageWithTheirShare) {
    gateway::Latencies latencies;
    EXPECT_EQ(latency_text(latencies), "");

    latencies.hand_over.add(nanoseconds(100'000));
    latencies.decide.add(nanoseconds(50'000));
    latencies.send.add(nanoseconds(50'000));
    latencies.frame_to_action.add(nanoseconds(200'000));
    latencies.round_trip.add(milliseconds(3));

    EXPECT_EQ(latency_text(latencies),
              "  latency                          actions  p50 us  p99 us  p99.9 us  share\n"
              "  -------------------------------------------------------------------------\n"
              "  frame received to engine's turn        1     100     100       100   50 %\n"
              "  engine's turn, to gateway              1      50      50        50   25 %\n"
              "  limits, signature, to socket           1      50      50        50   25 %\n"
              "  frame to action                        1     200     200       200  100 %\n"
              "  venue's answer                         1   3,000   3,000     3,000\n");
}

}  // namespace
}  // namespace maxmin::app
