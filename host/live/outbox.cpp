#include "host/live/outbox.hpp"

#include <utility>

namespace maxmin::live {

Outbox::Outbox(std::size_t capacity, std::function<void()> wake)
    : ring_(capacity), wake_(std::move(wake)) {
    batch_.reserve(ring_.capacity());
}

void Outbox::submit(std::span<const gateway::Request> requests, Timestamp now) {
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Item* item = ring_.claim();
        if (item == nullptr) {
            lost_.fetch_add(1, std::memory_order_relaxed);
            continue;
        }
        *item = {requests[i], now, i + 1 == requests.size()};
        item->request.frame_time = frame_time_;
        ring_.commit();
    }
    wake_();
}

void Outbox::deliver(gateway::Port& venue) {
    Item item;
    while (ring_.pop(item)) {
        batch_.push_back(item.request);
        if (item.ends_batch || batch_.size() == batch_.capacity()) {
            venue.submit(batch_, item.now);
            batch_.clear();
        }
    }
}

}  // namespace maxmin::live
