#include "host/paper/order_pool.hpp"

#include <bit>

#include "host/base/assert.hpp"
#include "host/paper/depth.hpp"

namespace maxmin::paper {

OrderPool::OrderPool(int capacity, int assets)
    : orders_(static_cast<std::size_t>(capacity)),
      links_(static_cast<std::size_t>(capacity)),
      heads_(2 * static_cast<std::size_t>(assets), none) {
    free_.reserve(orders_.size());
    for (int slot = capacity - 1; slot >= 0; --slot) {
        free_.push_back(slot);
    }
    // At most a quarter full, so that probes stay short.
    buckets_.assign(std::bit_ceil(4 * orders_.size()), none);
    bucket_mask_ = buckets_.size() - 1;
}

int OrderPool::add(const RestingOrder& order) {
    MAXMIN_ASSERT(!free_.empty(), "the open-order limit keeps the pool from filling");
    MAXMIN_ASSERT(find(order.id) == none, "a client order id is used once");
    const int slot = free_.back();
    free_.pop_back();
    at(slot) = order;
    int& head = heads_[list_of(order.asset, order.side)];
    int before = none;
    int after = head;
    while (after != none && !is_better(order.side, order.price, at(after).price)) {
        before = after;
        after = next(after);
    }
    links_[static_cast<std::size_t>(slot)] = {.previous = before, .next = after};
    if (before == none) {
        head = slot;
    } else {
        links_[static_cast<std::size_t>(before)].next = slot;
    }
    if (after != none) {
        links_[static_cast<std::size_t>(after)].previous = slot;
    }
    insert_index(slot);
    ++count_;
    return slot;
}

void OrderPool::remove(int slot) {
    const RestingOrder& order = at(slot);
    erase_index(order.id);
    const Links links = links_[static_cast<std::size_t>(slot)];
    if (links.previous == none) {
        heads_[list_of(order.asset, order.side)] = links.next;
    } else {
        links_[static_cast<std::size_t>(links.previous)].next = links.next;
    }
    if (links.next != none) {
        links_[static_cast<std::size_t>(links.next)].previous = links.previous;
    }
    free_.push_back(slot);
    --count_;
}

int OrderPool::find(gateway::OrderId id) const {
    for (std::size_t bucket = home_of(id); buckets_[bucket] != none; bucket = following(bucket)) {
        if (at(buckets_[bucket]).id == id) {
            return buckets_[bucket];
        }
    }
    return none;
}

std::size_t OrderPool::home_of(gateway::OrderId id) const {
    // Fibonacci hashing; ids are consecutive, so the high bits of the product spread them.
    const std::uint64_t mixed = static_cast<std::uint64_t>(id) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(mixed >> 32U) & bucket_mask_;
}

void OrderPool::insert_index(int slot) {
    std::size_t bucket = home_of(at(slot).id);
    while (buckets_[bucket] != none) {
        bucket = following(bucket);
    }
    buckets_[bucket] = slot;
}

void OrderPool::erase_index(gateway::OrderId id) {
    std::size_t hole = home_of(id);
    while (at(buckets_[hole]).id != id) {
        hole = following(hole);
    }
    // Pull back whatever could no longer be found across the hole (Knuth 6.4, algorithm R).
    for (std::size_t scan = following(hole); buckets_[scan] != none; scan = following(scan)) {
        const std::size_t home = home_of(at(buckets_[scan]).id);
        const std::size_t from_home = (scan - home) & bucket_mask_;
        const std::size_t from_hole = (scan - hole) & bucket_mask_;
        if (from_home >= from_hole) {
            buckets_[hole] = buckets_[scan];
            hole = scan;
        }
    }
    buckets_[hole] = none;
}

}  // namespace maxmin::paper
