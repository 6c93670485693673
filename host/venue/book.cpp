#include "host/venue/book.hpp"

#include <algorithm>

#include "host/base/assert.hpp"

namespace maxmin::venue {

void Book::add(Order& order) {
    std::vector<Order*>& queue = levels_of(order.side)[key_of(order.side, order.price)];
    const Lots behind = queue.empty() ? Lots(0) : queue.back()->queue.ahead;
    order.queue = paper::QueueEstimator::join(outside_.size_at(order.side, order.price), behind);
    queue.push_back(&order);
}

void Book::remove(const Order& order) {
    Levels& levels = levels_of(order.side);
    const auto level = levels.find(key_of(order.side, order.price));
    MAXMIN_ASSERT(level != levels.end(), "an order to remove rests at its price");
    std::vector<Order*>& queue = level->second;
    const auto place = std::find(queue.begin(), queue.end(), &order);
    MAXMIN_ASSERT(place != queue.end(), "an order to remove rests at its price");
    queue.erase(place);
    if (queue.empty()) {
        levels.erase(level);
    }
}

Order* Book::first(Side side) const {
    const Levels& levels = levels_of(side);
    return levels.empty() ? nullptr : levels.begin()->second.front();
}

std::vector<Order*> Book::orders(Side side) const {
    std::vector<Order*> all;
    for (const auto& [key, queue] : levels_of(side)) {
        all.insert(all.end(), queue.begin(), queue.end());
    }
    return all;
}

const std::vector<Order*>* Book::at_price(Side side, Ticks price) const {
    const Levels& levels = levels_of(side);
    const auto found = levels.find(key_of(side, price));
    return found == levels.end() ? nullptr : &found->second;
}

bool Book::is_hidden(Side side, Ticks price) const {
    const Order* const opposing = first(opposite(side));
    return opposing != nullptr &&
           (price == opposing->price || paper::is_better(side, price, opposing->price));
}

paper::ShownLevel* Book::first_outside(Side side) {
    for (paper::ShownLevel& level : outside_.levels(side)) {
        if (level.available() > Lots(0) && !is_hidden(side, level.price)) {
            return &level;
        }
    }
    return nullptr;
}

std::vector<PublishedLevel> Book::published(Side side, std::size_t most) const {
    std::vector<PublishedLevel> result;
    const auto shown = outside_.levels(side);
    auto outside = shown.begin();
    const Levels& levels = levels_of(side);
    auto clients = levels.begin();
    while (result.size() < most && (outside != shown.end() || clients != levels.end())) {
        if (outside != shown.end() &&
            (outside->available() == Lots(0) || is_hidden(side, outside->price))) {
            ++outside;
            continue;
        }
        const bool outside_left = outside != shown.end();
        const bool clients_left = clients != levels.end();
        const std::int64_t outside_key = outside_left ? key_of(side, outside->price) : 0;
        const bool take_clients = clients_left && (!outside_left || clients->first <= outside_key);
        const bool take_outside = outside_left && (!clients_left || outside_key <= clients->first);
        PublishedLevel level;
        if (take_clients) {
            level.price = clients->second.front()->price;
            for (const Order* const order : clients->second) {
                level.size += order->remaining;
                ++level.orders;
            }
            ++clients;
        }
        if (take_outside) {
            level.price = outside->price;
            level.size += outside->available();
            ++level.orders;
            ++outside;
        }
        result.push_back(level);
    }
    return result;
}

std::optional<PublishedLevel> Book::best(Side side) const {
    const std::vector<PublishedLevel> one = published(side, 1);
    return one.empty() ? std::nullopt : std::optional(one.front());
}

}  // namespace maxmin::venue
