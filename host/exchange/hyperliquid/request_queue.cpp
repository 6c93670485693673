#include "host/exchange/hyperliquid/request_queue.hpp"

#include <algorithm>
#include <cmath>

namespace maxmin::exchange::hyperliquid {

using gateway::Request;
using gateway::RequestKind;

namespace {

bool reduces_risk(const Request& request) {
    return request.reduce_only ||
           request.time_in_force == gateway::TimeInForce::immediate_or_cancel;
}

int rank(const Request& request) {
    switch (request.kind) {
        case RequestKind::cancel:
        case RequestKind::query:
            return 0;
        case RequestKind::modify:
            return reduces_risk(request) ? 1 : 2;
        case RequestKind::place:
            return reduces_risk(request) ? 1 : 3;
    }
    return 3;
}

}  // namespace

int action_group(const Request& request) {
    if (request.kind == RequestKind::place) {
        return request.time_in_force == gateway::TimeInForce::post_only ? 1 : 2;
    }
    return request.kind == RequestKind::modify ? 3 : 0;
}

void RequestQueue::add(const WaitingRequest& waiting, std::vector<Request>& dropped) {
    const Request& fresh = waiting.request;
    const auto same = [&](const WaitingRequest& old) { return old.request.id == fresh.id; };
    const auto old = std::find_if(waiting_.begin(), waiting_.end(), same);
    if (old != waiting_.end()) {
        const RequestKind kind = old->request.kind;
        if (kind == RequestKind::cancel && fresh.kind == RequestKind::cancel) {
            return;
        }
        dropped.push_back(old->request);
        waiting_.erase(old);
        if (kind == RequestKind::place && fresh.kind == RequestKind::cancel) {
            dropped.push_back(fresh);
            return;
        }
    }
    waiting_.push_back(waiting);
    sorted_ = false;
}

void RequestQueue::sort() {
    if (sorted_) {
        return;
    }
    std::stable_sort(
        waiting_.begin(), waiting_.end(), [](const WaitingRequest& a, const WaitingRequest& b) {
            const int of_a = rank(a.request);
            const int of_b = rank(b.request);
            if (of_a != of_b) {
                return of_a < of_b;
            }
            // What may be picked off comes before what is merely out of reach.
            const bool loses_a = a.mispricing > 0.0;
            const bool loses_b = b.mispricing > 0.0;
            return loses_a != loses_b ? loses_a : std::abs(a.mispricing) > std::abs(b.mispricing);
        });
    sorted_ = true;
}

const WaitingRequest* RequestQueue::front() {
    sort();
    return waiting_.empty() ? nullptr : &waiting_.front();
}

Timestamp RequestQueue::take(std::size_t most, std::vector<Request>& batch) {
    sort();
    batch.clear();
    Timestamp since = Timestamp::never();
    if (waiting_.empty()) {
        return since;
    }
    const int group = action_group(waiting_.front().request);
    auto kept = waiting_.begin();
    for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
        if (batch.size() < most && action_group(it->request) == group) {
            batch.push_back(it->request);
            since = std::min(since, it->since);
        } else {
            *kept++ = *it;
        }
    }
    waiting_.erase(kept, waiting_.end());
    return since;
}

void RequestQueue::give_up(Timestamp limit, std::vector<Request>& given_up) {
    std::erase_if(waiting_, [&](const WaitingRequest& waiting) {
        const bool late = waiting.request.kind != RequestKind::cancel && waiting.since < limit;
        if (late) {
            given_up.push_back(waiting.request);
        }
        return late;
    });
}

void RequestQueue::clear(std::vector<Request>& all) {
    for (const WaitingRequest& waiting : waiting_) {
        all.push_back(waiting.request);
    }
    waiting_.clear();
}

}  // namespace maxmin::exchange::hyperliquid
