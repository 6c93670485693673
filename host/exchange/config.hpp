// How the live adapter reaches its venue, and how much of the venue's patience it may use.
#pragma once

#include <string>

namespace maxmin::exchange {

struct ExchangeConfig {
    std::string url = "http://localhost:3001";  // the venue's HTTP address; sockets follow from it
    std::string account;                        // holds the funds; empty: the key's own address
    std::string vault;                          // act for this vault or sub-account
    std::string key_file;                       // mode 0600
    std::string key_variable = "MAXMIN_KEY";    // of the environment, where no file is named
    std::string ca_file;                        // empty: the system's authorities
    bool tls_verify = true;

    bool book_fast = true;             // 5 levels every 0.5 s instead of 20 every few seconds
    int book_significant_figures = 0;  // 2 to 5: a coarser book; 0: full
    int subscriptions_a_connection = 1'000;
    int connections_max = 8;

    double open_timeout_s = 10.0;
    double ping_after_s = 15.0;
    double silence_limit_s = 40.0;
    double request_timeout_s = 10.0;
    double reconnect_first_s = 0.5;
    double reconnect_most_s = 30.0;
    double stream_alarm_s =
        30.0;  // a coin's stream without a frame for so long is counted as stale

    double expires_after_s = 4.0;     // an action later than this is not executed; 0: no limit
    double request_patience_s = 0.5;  // how long a request may wait for room in the budget
    double check_interval_s = 20.0;   // between looks at the account over a healthy link

    int ip_weight_a_minute = 1'200;
    int messages_a_minute = 2'000;
    int dials_a_minute = 30;  // over all connections
    int posts_in_flight = 100;
    int items_an_action = 40;
    double cancel_reserve = 0.1;  // share of each budget that only cancels may use
};

}  // namespace maxmin::exchange
