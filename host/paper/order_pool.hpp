// Our resting orders: a fixed pool, an index by client id, and per asset and side one list in
// price-time priority. Slots are plain numbers; -1 is none.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "host/gateway/messages.hpp"
#include "host/market/types.hpp"
#include "host/paper/queue.hpp"

namespace maxmin::paper {

struct RestingOrder {
    gateway::OrderId id{};
    AssetIndex asset = 0;
    Side side = Side::bid;
    std::uint8_t level = 0;
    bool reduce_only = false;
    Ticks price;
    Lots remaining;
    QueuePosition queue;
};

class OrderPool {
  public:
    static constexpr int none = -1;

    OrderPool(int capacity, int assets);

    /// Goes behind the orders of its price. The pool must not be full nor hold the id.
    int add(const RestingOrder& order);
    void remove(int slot);

    int find(gateway::OrderId id) const;
    int first(AssetIndex asset, Side side) const { return heads_[list_of(asset, side)]; }
    int next(int slot) const { return links_[static_cast<std::size_t>(slot)].next; }
    RestingOrder& at(int slot) { return orders_[static_cast<std::size_t>(slot)]; }
    const RestingOrder& at(int slot) const { return orders_[static_cast<std::size_t>(slot)]; }
    int count() const { return count_; }
    int capacity() const { return static_cast<int>(orders_.size()); }
    int assets() const { return static_cast<int>(heads_.size() / 2); }

  private:
    struct Links {
        int previous = none;
        int next = none;
    };

    static std::size_t list_of(AssetIndex asset, Side side) {
        return 2 * static_cast<std::size_t>(asset) + static_cast<std::size_t>(index_of(side));
    }
    std::size_t home_of(gateway::OrderId id) const;
    std::size_t following(std::size_t bucket) const { return (bucket + 1) & bucket_mask_; }
    void insert_index(int slot);
    void erase_index(gateway::OrderId id);

    std::vector<RestingOrder> orders_;
    std::vector<Links> links_;
    std::vector<int> heads_;
    std::vector<int> free_;     // a stack
    std::vector<int> buckets_;  // open addressing, linear probing
    std::size_t bucket_mask_ = 0;
    int count_ = 0;
};

}  // namespace maxmin::paper
