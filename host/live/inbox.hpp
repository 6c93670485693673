// From the gateway's thread to the engine's. Facts (reports, link, account) are never dropped: if
// their ring is full the engine is told that it has lost sight, and the gateway to connect anew.
// Market data conflate: while their ring is full the newest book and best quote of each asset are
// kept aside and older ones overwritten; trades are dropped. Everything given up is counted.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "host/base/ring.hpp"
#include "host/gateway/listener.hpp"
#include "host/live/doorbell.hpp"

namespace maxmin::live {

struct MarketItem {
    market::MarketEvent event;
    std::array<market::BookLevel, 2 * market::book_levels_max> levels;  // bids, then asks

    std::span<const market::BookLevel> bids() const {
        return {levels.data(), event.kind == market::EventKind::book ? event.bid_levels : 0U};
    }
    std::span<const market::BookLevel> asks() const {
        return {levels.data() + bids().size(),
                event.kind == market::EventKind::book ? event.ask_levels : 0U};
    }
};

/// A Truth that owns what it shows.
struct OwnedTruth {
    gateway::Truth truth;  // its spans point at the two vectors
    std::vector<gateway::OpenOrder> orders;
    std::vector<gateway::HeldPosition> positions;

    void take(const gateway::Truth& other);
};

struct Fact {
    enum class Kind : std::uint8_t { report, link, truth };

    Kind kind = Kind::report;
    gateway::LinkState link = gateway::LinkState::down;
    std::uint8_t truth_slot = 0;
    Timestamp local_time = {};  // of a link
    gateway::Report report = {};
};

struct InboxCounters {
    std::atomic<std::int64_t> market_events = 0;
    std::atomic<std::int64_t> conflated = 0;  // books and best quotes overtaken by newer ones
    std::atomic<std::int64_t> trades_dropped = 0;
    std::atomic<std::int64_t> overflows = 0;  // facts could not be handed over: sight was lost
};

class Inbox final : public gateway::Listener {
  public:
    struct Sizes {
        std::size_t market = 8192;
        std::size_t facts = 16'384;
    };

    /// `on_overflow` is called on the gateway's thread and makes it connect anew.
    Inbox(std::size_t assets, Sizes sizes, Doorbell& doorbell, std::function<void()> on_overflow);

    // The gateway's thread.
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks) override;
    void on_report(const gateway::Report& report) override;
    void on_link(gateway::LinkState state, Timestamp local_time) override;
    void on_truth(const gateway::Truth& truth) override;

    // The engine's thread.
    const Fact* next_fact() noexcept { return facts_.front(); }
    const gateway::Truth& truth_of(const Fact& fact) const noexcept {
        return truths_[fact.truth_slot].truth;
    }
    /// Gives the fact back, its truth too.
    void release_fact() noexcept;
    const MarketItem* next_market() noexcept { return market_.front(); }
    void release_market() noexcept { market_.release(); }
    /// Whether facts were lost since the last call.
    bool lost_sight() noexcept { return lost_.exchange(false, std::memory_order_acq_rel); }

    const InboxCounters& counters() const { return counters_; }

  private:
    static constexpr std::size_t truth_slots = 8;

    /// What did not fit, by asset; the newest of each kind.
    struct Aside {
        bool has_book = false;
        bool has_best = false;
        MarketItem book;
        market::MarketEvent best;
    };

    bool hand_over(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks);
    void hand_over_aside();
    void put_aside(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks);
    bool push(const Fact& fact);
    void overflow();

    Ring<MarketItem> market_;
    Ring<Fact> facts_;
    Ring<std::uint8_t> free_truths_;  // from the engine back to the gateway
    std::array<OwnedTruth, truth_slots> truths_;
    std::uint8_t slot_ = 0;  // taken from free_truths_ and not handed over: no room for the fact
    bool has_slot_ = false;
    std::vector<Aside> aside_;
    std::vector<AssetIndex> aside_order_;  // assets with something aside, oldest first
    Doorbell& doorbell_;
    std::function<void()> on_overflow_;
    std::atomic<bool> lost_ = false;
    InboxCounters counters_;
};

}  // namespace maxmin::live
