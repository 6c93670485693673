// Where our order stands in the line at its price, when the data shows only the line's length.
// The idea of the models: Moallemi & Yuan (2016) and E. Rigtorp, "Estimating order queue position"
// (2013). What always holds: prints take from the front, and what is ahead never grows.
#pragma once

#include <optional>

#include "host/base/time.hpp"
#include "host/market/types.hpp"
#include "host/paper/config.hpp"

namespace maxmin::paper {

struct QueuePosition {
    Lots ahead;               // size of others that trades before us
    Lots ahead_before_shown;  // the same before the shown size of shown_time came in
    Lots shown;               // last size shown at our price
    Lots printed;             // traded at our price since then
    Timestamp shown_time;
    bool known = false;  // false while our price lies deeper than the levels shown
};

class QueueEstimator {
  public:
    QueueEstimator(QueueModel model, double power) : model_(model), power_(power) {}

    /// A new order joins behind all that is shown and behind what stands before our own last order
    /// at this price. `shown` is empty where the data does not reach: then the position is unknown
    /// until it does.
    static QueuePosition join(std::optional<Lots> shown, Lots ahead_of_own_before);

    /// A new size shown at our price.
    void on_shown(QueuePosition& position, Lots shown, Timestamp time) const;

    /// What a print of this time finds ahead of us. A venue stamps a block's prints and its book
    /// alike, and they may come in either order: if the size shown already reflects the print, it
    /// meets what stood there before.
    static Lots ahead_of_print(const QueuePosition& position, Timestamp time);
    /// `consumed` lots of others traded off the front in a print of `printed` lots at our price.
    static void on_print(QueuePosition& position, Lots consumed, Lots printed, Timestamp time);

  private:
    Lots removed_ahead(const QueuePosition& position, Lots shown) const;

    QueueModel model_;
    double power_;
};

}  // namespace maxmin::paper
