// Keys of the live adapter: exchange.*
#include "host/config/run_lists.hpp"

namespace maxmin::config {
namespace {

using List = KeyList<engine::Config>;

void add_identity(List& list) {
    list.add("exchange.url", MAXMIN_MEMBER(exchange.url),
             {"",
              {},
              "HTTP address of the venue; its sockets follow from it. Only the exact main address "
              "signs for real money, and only with --mainnet.",
              {}});
    list.add("exchange.account", MAXMIN_MEMBER(exchange.account),
             {"", {}, "Address that holds the funds; empty: the key's own.", {}});
    list.add("exchange.vault", MAXMIN_MEMBER(exchange.vault),
             {"", {}, "Vault or sub-account to act for; empty: none.", {}});
    list.add("exchange.key_file", MAXMIN_MEMBER(exchange.key_file),
             {"", {}, "File of the private key, mode 0600; empty: exchange.key_variable.", {}});
    list.add("exchange.key_variable", MAXMIN_MEMBER(exchange.key_variable),
             {"", {}, "Variable of the environment that holds the private key.", {}});
    list.add("exchange.ca_file", MAXMIN_MEMBER(exchange.ca_file),
             {"", {}, "Certificate authorities to trust, PEM; empty: the system's.", {}});
    list.add("exchange.tls_verify", MAXMIN_MEMBER(exchange.tls_verify),
             {"", {}, "Verify the venue's certificate and host name.", {}});
}

void add_streams(List& list) {
    list.add("exchange.book_fast", MAXMIN_MEMBER(exchange.book_fast),
             {"", {}, "Books of 5 levels every 0.5 s instead of 20 every few seconds.", {}});
    list.add("exchange.book_significant_figures", MAXMIN_MEMBER(exchange.book_significant_figures),
             {"", closed(0, 5), "Coarser books of so many figures, 2 to 5; 0: full.", {}});
    list.add("exchange.subscriptions_a_connection",
             MAXMIN_MEMBER(exchange.subscriptions_a_connection),
             {"streams", closed(3, 1'000), "Streams over one socket; three an asset.", {}});
    list.add("exchange.connections_max", MAXMIN_MEMBER(exchange.connections_max),
             {"sockets", closed(2, 10), "Sockets to the venue, one of them for the account.", {}});
    list.add("exchange.stream_alarm_s", MAXMIN_MEMBER(exchange.stream_alarm_s),
             {"s", closed(1, 3'600), "A book silent for so long is subscribed to again.", {}});
}

void add_times(List& list) {
    list.add("exchange.open_timeout_s", MAXMIN_MEMBER(exchange.open_timeout_s),
             {"s", closed(0.1, 120), "Dialling a socket, TLS and handshake included.", {}});
    list.add("exchange.ping_after_s", MAXMIN_MEMBER(exchange.ping_after_s),
             {"s", closed(0.1, 50), "A socket silent for so long is pinged.", {}});
    list.add("exchange.silence_limit_s", MAXMIN_MEMBER(exchange.silence_limit_s),
             {"s", closed(1, 300), "A socket silent for so long is dead.", {}});
    list.add(
        "exchange.request_timeout_s", MAXMIN_MEMBER(exchange.request_timeout_s),
        {"s", closed(0.1, 120), "Without an answer for so long a request's fate is unknown.", {}});
    list.add("exchange.reconnect_first_s", MAXMIN_MEMBER(exchange.reconnect_first_s),
             {"s", closed(0.01, 60), "First wait after a loss; doubles, with jitter.", {}});
    list.add("exchange.reconnect_most_s", MAXMIN_MEMBER(exchange.reconnect_most_s),
             {"s", closed(0.01, 600), "Longest wait after a loss.", {}});
    list.add("exchange.expires_after_s", MAXMIN_MEMBER(exchange.expires_after_s),
             {"s", closed(0, 600), "The venue drops an action that is older; 0: never.", {}});
    list.add("exchange.request_patience_s", MAXMIN_MEMBER(exchange.request_patience_s),
             {"s", closed(0, 60), "How long a request waits for room in the budget.", {}});
    list.add("exchange.check_interval_s", MAXMIN_MEMBER(exchange.check_interval_s),
             {"s", closed(1, 3'600), "Between two looks at the account over a healthy link.", {}});
}

void add_budgets(List& list) {
    list.add("exchange.ip_weight_a_minute", MAXMIN_MEMBER(exchange.ip_weight_a_minute),
             {"weight", closed(60, 100'000), "HTTP weight this process may use.", {}});
    list.add("exchange.messages_a_minute", MAXMIN_MEMBER(exchange.messages_a_minute),
             {"messages", closed(60, 100'000), "Socket messages this process may send.", {}});
    list.add("exchange.dials_a_minute", MAXMIN_MEMBER(exchange.dials_a_minute),
             {"sockets", closed(1, 100'000), "New connections this process may make.", {}});
    list.add("exchange.posts_in_flight", MAXMIN_MEMBER(exchange.posts_in_flight),
             {"posts", closed(1, 1'000), "Actions over the socket without their answer.", {}});
    list.add("exchange.items_an_action", MAXMIN_MEMBER(exchange.items_an_action),
             {"orders", closed(1, 1'000), "Orders in one signed action.", {}});
    list.add("exchange.cancel_reserve", MAXMIN_MEMBER(exchange.cancel_reserve),
             {"share", closed(0, 0.9), "Share of each budget that only cancels may use.", {}});
}

}  // namespace

void add_exchange(KeyList<engine::Config>& list) {
    add_identity(list);
    add_streams(list);
    add_times(list);
    add_budgets(list);
}

}  // namespace maxmin::config
