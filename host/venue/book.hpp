// The book of one asset: what the outside market shows, and the clients' orders in price-time
// priority between themselves, each with its place in the outside queue at its price.
// The surprising thing: outside size at or through a client's opposite order stays hidden, because
// on a real venue the two would have traded; so the published book is never locked or crossed,
// while a client is filled only by a print or a trade-through, not by a touch.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "host/paper/depth.hpp"
#include "host/venue/order.hpp"

namespace maxmin::venue {

struct PublishedLevel {
    Ticks price;
    Lots size;
    int orders = 0;

    bool operator==(const PublishedLevel&) const = default;
};

class Book {
  public:
    paper::ShownDepth& outside() { return outside_; }
    const paper::ShownDepth& outside() const { return outside_; }

    /// Goes behind the clients' orders of its price and behind the outside size shown there. The
    /// order stays where it is in memory until removed.
    void add(Order& order);
    void remove(const Order& order);

    /// The client order that trades first on a side; null if there is none.
    Order* first(Side side) const;
    /// Client orders by priority: prices best first, each in order of arrival. Not to be kept over
    /// an add or remove.
    std::vector<Order*> orders(Side side) const;
    const std::vector<Order*>* at_price(Side side, Ticks price) const;
    bool has_orders(Side side) const { return !levels_of(side).empty(); }

    /// The best outside level of a side that a taker may still take from; null if there is none.
    paper::ShownLevel* first_outside(Side side);

    /// Best first, at most `most` levels. Sizes of clients and outside together.
    std::vector<PublishedLevel> published(Side side, std::size_t most) const;
    std::optional<PublishedLevel> best(Side side) const;

  private:
    // Keys are prices with the sign that makes the best one the smallest.
    using Levels = std::map<std::int64_t, std::vector<Order*>>;

    static std::int64_t key_of(Side side, Ticks price) { return -sign_of(side) * price.value(); }
    Levels& levels_of(Side side) { return levels_[static_cast<std::size_t>(index_of(side))]; }
    const Levels& levels_of(Side side) const {
        return levels_[static_cast<std::size_t>(index_of(side))];
    }
    bool is_hidden(Side side, Ticks price) const;

    paper::ShownDepth outside_;
    std::array<Levels, 2> levels_;
};

}  // namespace maxmin::venue
