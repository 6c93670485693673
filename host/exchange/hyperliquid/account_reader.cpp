#include "host/exchange/hyperliquid/account_reader.hpp"

#include <algorithm>

#include "host/exchange/hyperliquid/request_life.hpp"

namespace maxmin::exchange::hyperliquid {

namespace {

constexpr Duration retry_pause = seconds(1);
constexpr std::size_t fills_a_page = 2'000;
constexpr double weight_of_fills = 20.0;  // and one for every 20 returned, charged afterwards

std::string question(std::string_view type, const std::string& account, std::string_view more) {
    return R"({"type":")" + std::string(type) + R"(","user":")" + account + "\"" +
           std::string(more) + "}";
}

std::int64_t milliseconds_of(Timestamp time) {
    return time.ns() / 1'000'000;
}

}  // namespace

AccountReader::AccountReader(Parts parts, Timestamp fills_since)
    : parts_(std::move(parts)), codec_(parts_.coins), fills_since_(fills_since) {}

void AccountReader::ask(std::string body, double weight, void (AccountReader::*then)(Body)) {
    parts_.info.ask(std::move(body), weight,
                    [this, alive = alive_, round = round_, then](Body answer) {
                        if (*alive && round == round_) {
                            (this->*then)(answer);
                        }
                    });
}

void AccountReader::read(bool after_loss) {
    ++round_;
    after_loss_ = after_loss;
    reading_query_fills_ = false;
    for (Query& query : queries_) {
        query.asked = false;
    }
    ask_fills(Stage::first_fills);
}

void AccountReader::stop() {
    ++round_;
    stage_ = Stage::idle;
    reading_query_fills_ = false;
    queries_.clear();
    parts_.info.forget();
}

void AccountReader::ask_fills(Stage stage) {
    stage_ = stage;
    ask(question("userFillsByTime", parts_.account,
                 R"(,"startTime":)" + std::to_string(milliseconds_of(fills_since_))),
        weight_of_fills, &AccountReader::take_fills);
}

/// False if the body says nothing; `more` if the page was full.
bool AccountReader::tell_fills(Body body, bool& more) {
    const auto fills = body != nullptr ? codec_.fills(*body) : std::nullopt;
    counters_.refused += body != nullptr && !fills;
    if (!fills) {
        return false;
    }
    parts_.info.charge(static_cast<double>(fills->size() / 20));
    more = fills->size() >= fills_a_page;
    for (const Fill& fill : *fills) {
        parts_.on_fill(fill);
        fills_since_ = std::max(fills_since_, fill.time);
    }
    return true;
}

void AccountReader::take_fills(Body body) {
    bool more = false;
    const Timestamp from = fills_since_;
    if (!tell_fills(body, more)) {
        retry_at_ = parts_.now() + retry_pause;
        stage_ = Stage::wait;
        return;
    }
    if (more && fills_since_ > from) {
        return ask_fills(stage_);
    }
    if (stage_ == Stage::fills) {
        return conclude();
    }
    stage_ = Stage::orders;
    truth_.orders_asked = parts_.now();
    ask(question("frontendOpenOrders", parts_.account, {}), 20.0, &AccountReader::take_orders);
}

void AccountReader::take_orders(Body body) {
    auto orders = body != nullptr ? codec_.open_orders(*body) : std::nullopt;
    if (!orders) {
        counters_.refused += body != nullptr;
        retry_at_ = parts_.now() + retry_pause;
        stage_ = Stage::wait;
        return;
    }
    orders_ = std::move(*orders);
    stage_ = Stage::account;
    truth_.positions_asked = parts_.now();
    ask(question("clearinghouseState", parts_.account, {}), 2.0, &AccountReader::take_account);
}

void AccountReader::take_account(Body body) {
    const auto account = body != nullptr ? codec_.account(*body) : std::nullopt;
    if (!account) {
        counters_.refused += body != nullptr;
        retry_at_ = parts_.now() + retry_pause;
        stage_ = Stage::wait;
        return;
    }
    positions_.clear();
    for (const Position& position : account->positions) {
        positions_.push_back({position.asset, position.lots, position.entry_usd});
    }
    truth_.equity_usd = account->value_usd;
    stage_ = Stage::allowance;
    ask(question("userRateLimit", parts_.account, {}), 20.0, &AccountReader::take_allowance);
}

void AccountReader::take_allowance(Body body) {
    const auto allowance = body != nullptr ? codec_.allowance(*body) : std::nullopt;
    if (!allowance) {
        counters_.refused += body != nullptr;
        retry_at_ = parts_.now() + retry_pause;
        stage_ = Stage::wait;
        return;
    }
    truth_.traded_usd = allowance->traded_usd;
    truth_.requests_used = allowance->used;
    truth_.requests_limit = allowance->limit + allowance->surplus;
    ask_fills(Stage::fills);
}

void AccountReader::conclude() {
    stage_ = Stage::idle;
    // A request that has not expired may still be executed, or was after the list was made.
    parts_.table.adopt(orders_, truth_.orders_asked - request_life(parts_.config));
    std::vector<gateway::OpenOrder> open;
    open.reserve(orders_.size());
    for (const OrderView& order : orders_) {
        const auto id = order.cloid ? parts_.prefix.order_id(*order.cloid) : std::nullopt;
        open.push_back({.id = id.value_or(gateway::OrderId{}),
                        .venue_id = order.oid,
                        .asset = order.asset,
                        .side = order.side,
                        .reduce_only = order.reduce_only,
                        .price = order.price,
                        .remaining = order.remaining,
                        .placed_at = order.placed_at});
    }
    ++counters_.truths;
    truth_.local_time = parts_.now();
    truth_.orders = open;
    truth_.positions = positions_;
    truth_.after_loss = after_loss_;
    parts_.on_truth(truth_);
}

void AccountReader::tick() {
    const Timestamp now = parts_.now();
    if (stage_ == Stage::wait && now >= retry_at_) {
        ask_fills(Stage::first_fills);
    }
    ask_statuses();
}

}  // namespace maxmin::exchange::hyperliquid
