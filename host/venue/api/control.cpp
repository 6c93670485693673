// POST /paper/...: what a test or an operator asks of the exchange beside its protocol.
#include <algorithm>

#include "host/venue/api/text.hpp"
#include "host/venue/api/venue.hpp"

namespace maxmin::venue::api {
namespace {

constexpr double advance_ms_most = 3'600'000.0;

std::optional<double> number(const Json& body, const char* key) {
    const auto found = body.find(key);
    return found != body.end() && found->is_number() ? std::optional(found->get<double>())
                                                     : std::nullopt;
}

std::string text(const Json& body, const char* key) {
    const auto found = body.find(key);
    return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

HttpReply done() {
    return {.status = 200, .body = R"({"done":true})"};
}

Json account_json(const View& view, AccountId id) {
    const Client& client = view.exchange.client(id);
    return {{"address", view.user(id)},
            {"clearinghouseState", clearinghouse_state(view, client)},
            {"openOrders", open_orders(view, id, true)},
            {"volume", money_text(client.volume)},
            {"requestsUsed", client.budget.used()}};
}

Json counters_json(const Counters& counters, const Faults& faults) {
    Json json{{"blocks", counters.blocks},
              {"infoRequests", counters.info_requests},
              {"actions", counters.actions},
              {"actionsRefused", counters.actions_refused},
              {"malformed", counters.malformed},
              {"rateLimited", counters.rate_limited},
              {"ordersOpened", counters.orders_opened},
              {"fills", counters.fills},
              {"trades", counters.trades}};
    Json injected = Json::object();
    for (std::size_t i = 0; i < fault_count; ++i) {
        const auto kind = static_cast<FaultKind>(i);
        if (faults.count(kind) > 0) {
            injected[std::string(to_string(kind))] = faults.count(kind);
        }
    }
    json["faults"] = std::move(injected);
    json["faultsArmed"] = faults.armed();
    return json;
}

}  // namespace

HttpReply Venue::control(std::string_view what, const Json& body) {
    if (!body.is_object()) {
        return undeserializable("");
    }
    if (what == "advance") {
        return advance(body);
    }
    if (what == "inject") {
        return inject(body);
    }
    if (what == "disarm") {
        return {.status = 200, .body = Json{{"disarmed", faults_.disarm()}}.dump()};
    }
    if (what == "state") {
        Json accounts = Json::array();
        for (std::size_t i = 0; i < exchange_.client_count(); ++i) {
            accounts.push_back(account_json(view_, static_cast<AccountId>(i)));
        }
        const Json state{{"time", to_ms(exchange_.time())},
                         {"accounts", std::move(accounts)},
                         {"feesCollected", money_text(exchange_.fees_collected())},
                         {"counters", counters_json(counters_, faults_)}};
        return {.status = 200, .body = state.dump()};
    }
    return {.status = 404, .body = ""};
}

/// Runs the blocks of so many milliseconds now.
HttpReply Venue::advance(const Json& body) {
    const auto ms = number(body, "ms");
    if (!ms || !(*ms > 0.0 && *ms <= advance_ms_most)) {
        return undeserializable("ms: 1 to 3600000");
    }
    const Duration length = from_seconds(*ms * 1e-3);
    const Timestamp end = exchange_.time() + length;
    while (exchange_.time() < end) {
        execute_block(std::min(end, exchange_.time() + milliseconds(config_.block_interval_ms)));
    }
    advanced_ += length;
    return done();
}

HttpReply Venue::inject(const Json& body) {
    const auto kind = parse_fault_kind(text(body, "kind"));
    if (!kind) {
        return undeserializable("kind: no fault is called so");
    }
    Fault fault{.kind = *kind,
                .text = text(body, "text"),
                .coin = text(body, "coin"),
                .channel = text(body, "channel")};
    if (const auto ms = number(body, "ms")) {
        fault.length = from_seconds(std::clamp(*ms, 0.0, 1e12) * 1e-3);
    }
    faults_.arm(std::move(fault));
    return done();
}

}  // namespace maxmin::venue::api
