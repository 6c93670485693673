// What became of single orders: each is asked for by its client id; when all answers of a round are
// in, the fills since the oldest of them are read once, told, and then the answers.
#include <algorithm>

#include "host/exchange/hyperliquid/account_reader.hpp"
#include "host/exchange/hyperliquid/request_life.hpp"

namespace maxmin::exchange::hyperliquid {

namespace {

constexpr int queries_a_round = 50;
constexpr int attempts_min = 3;

}  // namespace

void AccountReader::query(const gateway::Request& request) {
    const auto same = [&](const Query& one) { return one.request.id == request.id; };
    if (std::find_if(queries_.begin(), queries_.end(), same) == queries_.end()) {
        ++counters_.queries;
        Query query;
        query.request = request;
        query.due = parts_.now();
        queries_.push_back(query);
    }
    ask_statuses();
}

void AccountReader::ask_statuses() {
    const Timestamp now = parts_.now();
    int open = 0;
    for (Query& query : queries_) {
        open += query.asked && !query.answered;
    }
    for (Query& query : queries_) {
        if (query.asked || query.due > now || open >= queries_a_round || reading_query_fills_) {
            continue;
        }
        ++open;
        query.asked = true;
        query.asked_at = now;
        query.answered = false;
        const auto id = static_cast<std::uint64_t>(query.request.id);
        const std::string cloid = to_string(parts_.prefix.of(query.request.id));
        parts_.info.ask(
            R"({"type":"orderStatus","user":")" + parts_.account + R"(","oid":")" + cloid + R"("})",
            2.0, [this, alive = alive_, round = round_, id](Body body) {
                if (*alive && round == round_) {
                    take_status(id, body);
                }
            });
    }
}

void AccountReader::take_status(std::uint64_t id, Body body) {
    const auto place = std::find_if(queries_.begin(), queries_.end(), [&](const Query& one) {
        return static_cast<std::uint64_t>(one.request.id) == id;
    });
    if (place == queries_.end()) {
        return;
    }
    const Timestamp now = parts_.now();
    const auto status = body != nullptr ? codec_.order_status(*body) : std::nullopt;
    counters_.refused += body != nullptr && !status;
    ++place->attempts;
    if (!status) {
        place->asked = false;  // no answer at all: again, until there is one
        place->due = now + milliseconds(500);
    } else if (!status->found && place->attempts < attempts_min) {
        place->asked = false;
        place->due = now + milliseconds(200 << place->attempts);
        ++counters_.requeries;
    } else {
        // Before its last request has expired the venue may still execute it.
        const auto sent = parts_.table.sent_at(place->request.id);
        const Duration limit = request_life(parts_.config);
        if (!status->found && sent && now - *sent < limit) {
            place->asked = false;
            place->due = now + seconds(1);
            ++counters_.requeries;
        } else {
            place->answered = true;
            place->found = status->found && status->ours;
            place->update = status->update;
            place->update.status = {};  // its text is the codec's
        }
    }
    const bool all_in = std::none_of(queries_.begin(), queries_.end(),
                                     [](const Query& one) { return one.asked && !one.answered; });
    const bool any = std::any_of(queries_.begin(), queries_.end(),
                                 [](const Query& one) { return one.answered; });
    if (all_in && any && !reading_query_fills_) {
        query_fills_from_ = now;
        for (const Query& one : queries_) {
            if (one.answered) {
                const auto placed = parts_.table.placed_at(one.request.id);
                query_fills_from_ = std::min(query_fills_from_, placed.value_or(fills_since_));
            }
        }
        // Our clock may be ahead of the venue's.
        query_fills_from_ = std::min(query_fills_from_ - seconds(2), fills_since_);
        reading_query_fills_ = true;
        ask_query_fills();
    }
}

void AccountReader::ask_query_fills() {
    ask(R"({"type":"userFillsByTime","user":")" + parts_.account + R"(","startTime":)" +
            std::to_string(query_fills_from_.ns() / 1'000'000) + "}",
        20.0, &AccountReader::take_query_fills);
}

void AccountReader::take_query_fills(Body body) {
    bool more = false;
    const Timestamp before = query_fills_from_;
    if (!tell_fills(body, more)) {
        return ask_query_fills();  // after the waits of the info client
    }
    query_fills_from_ = std::max(query_fills_from_, fills_since_);
    if (more && query_fills_from_ > before) {
        return ask_query_fills();
    }
    reading_query_fills_ = false;
    std::vector<Query> done;
    std::erase_if(queries_, [&](const Query& query) {
        if (query.answered) {
            done.push_back(query);
        }
        return query.answered;
    });
    for (Query& query : done) {
        answer(query);
    }
    ask_statuses();
}

void AccountReader::answer(Query& query) {
    parts_.table.on_status(query.request, query.found ? std::optional(query.update) : std::nullopt,
                           query.asked_at, parts_.now());
}

}  // namespace maxmin::exchange::hyperliquid
