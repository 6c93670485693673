// Requests that wait for room in the budget, most deserving first: cancels, then what reduces risk,
// then modifies of the quotes that are furthest wrong, then places. A cancel takes the place of
// what has not left yet; whatever waits too long comes back, except cancels: they wait for ever.
#pragma once

#include <span>
#include <vector>

#include "host/base/time.hpp"
#include "host/gateway/messages.hpp"

namespace maxmin::exchange::hyperliquid {

/// A request and how wrong it finds the market: for a modify, how far the price that rests is from
/// the price that is wanted, as a share of it; above zero where the resting price gives away money.
struct WaitingRequest {
    gateway::Request request;
    double mispricing = 0.0;
    Timestamp since;
};

class RequestQueue {
  public:
    /// What a new request made pointless; both of a cancelled place are.
    void add(const WaitingRequest& waiting, std::vector<gateway::Request>& dropped);
    /// The best ones, at most `most`, of one kind of action: see action_group(). Returns since when
    /// the oldest of them waited.
    Timestamp take(std::size_t most, std::vector<gateway::Request>& batch);
    /// What take() would start with; null if nothing waits.
    const WaitingRequest* front();
    /// Gives up what has waited since before `limit`, cancels excepted.
    void give_up(Timestamp limit, std::vector<gateway::Request>& given_up);
    void clear(std::vector<gateway::Request>& all);
    std::size_t size() const { return waiting_.size(); }
    bool empty() const { return waiting_.empty(); }

  private:
    void sort();

    std::vector<WaitingRequest> waiting_;
    bool sorted_ = true;
};

/// Requests of one group may share one signed action: cancels; post-only places; other places;
/// modifies.
int action_group(const gateway::Request& request);

}  // namespace maxmin::exchange::hyperliquid
