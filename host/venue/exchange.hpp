// The exchange: clients' actions in, matched in blocks against each other and against the outside
// market. Pure and deterministic: no clock, no sockets, no randomness of its own; the same actions
// at the same block times give the same events. Nothing here knows of addresses or signatures.
//
// A block runs: the outside market up to its time; marks, triggers, scheduled cancels,
// liquidations, hourly funding; then the actions, first those that send no Gtc or Ioc order, then
// cancels, then the rest, each class in order of arrival. Everything in a block carries the block's
// time.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/paper/rules.hpp"
#include "host/venue/account.hpp"
#include "host/venue/action.hpp"
#include "host/venue/book.hpp"
#include "host/venue/config.hpp"
#include "host/venue/events.hpp"
#include "host/venue/outside_market.hpp"
#include "host/venue/refusal.hpp"

namespace maxmin::venue {

/// What the exchange knows of a client besides money.
struct Client {
    Account account;
    paper::RequestBudget budget;
    MicroUsd volume;           // traded since the beginning
    std::set<Oid> open;        // resting or waiting
    int reduce_only_open = 0;  // of these
    Timestamp scheduled_cancel = Timestamp::never();
    int scheduled_cancels_fired = 0;
    std::int64_t scheduled_cancel_day = 0;
};

class Exchange final : private MarketSink {
  public:
    /// Throws InputError for a fee setting or an instrument it cannot trade (price and size
    /// decimals that do not sum to six). `market` outlives the exchange.
    Exchange(const VenueConfig& config, OutsideMarket& market);

    AccountId open_account(MicroUsd balance);
    Ticket submit(AccountId account, Action action, Timestamp expires = Timestamp::never());
    /// `now` is later than the last block's.
    void run_block(Timestamp now);

    /// What happened since the last call, in order.
    std::vector<Event> take_events();
    std::vector<Outcome> take_outcomes();
    /// Assets whose published book may have changed since the last call.
    std::vector<AssetIndex> take_touched();

    Timestamp time() const { return now_; }
    std::span<const Asset> assets() const { return assets_; }
    const Book& book(AssetIndex asset) const { return books_[static_cast<std::size_t>(asset)]; }
    std::size_t client_count() const { return clients_.size(); }
    const Client& client(AccountId account) const {
        return *clients_[static_cast<std::size_t>(account)];
    }
    Client& client(AccountId account) { return *clients_[static_cast<std::size_t>(account)]; }
    const Order* find(Oid oid) const;
    const Order* find(AccountId account, const OrderName& name) const;
    double funding_rate(AssetIndex asset) const;
    MicroUsd fees_collected() const { return fees_collected_; }
    Lots open_interest(AssetIndex asset) const;
    const paper::FeeRates& fees() const { return fees_; }
    int open_order_limit(AccountId account) const;
    /// Best bid and ask as a refusal names them: "0.56057@0.56086".
    std::string bbo_text(AssetIndex asset) const;

    /// What was not given to events: accounts that sent something or whose money changed, and their
    /// positions, since the last call.
    struct Changed {
        std::set<AccountId> clients;
        std::set<std::pair<AccountId, AssetIndex>> holdings;
    };
    Changed take_changed() { return std::exchange(changed_, {}); }

    /// What numbers the next things.
    struct Counters {
        Timestamp time;
        std::uint64_t ticket = 0;
        std::uint64_t oid = 0;
        std::uint64_t match = 0;
        MicroUsd fees;
    };
    Counters counters() const {
        return {now_, last_ticket_, last_oid_, last_match_, fees_collected_};
    }

    // For a saved state (restore.cpp): nothing of it makes an event.
    AccountId restore_account();
    /// Replaces the order of that oid. Its place in the outside queue is the last.
    void restore_order(Order order);
    void forget_order(Oid oid);
    void restore_counters(const Counters& counters);
    /// Also where a market that can be told begins.
    void restore_mark(AssetIndex index, Ticks mark);

    /// For a time after an upgrade of the network only Alo orders are taken.
    void set_post_only(bool on) { post_only_period_ = on; }

  private:
    struct Submitted {
        Ticket ticket{};
        AccountId account = AccountId::outside;
        Action action;
        Timestamp expires;  // a block after it refuses the action
    };
    /// Average premium of the running hour (the venue's funding formula).
    struct Premium {
        double sum = 0.0;
        int samples = 0;

        double mean() const { return samples == 0 ? 0.0 : sum / samples; }
    };

    // exchange.cpp: accounts, block, actions
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks) override;
    AccountId add_client();
    void execute(const Submitted& submitted);
    Outcome run(const Submitted& submitted);
    void cancel_items(AccountId account, const CancelAction& action, Outcome& outcome);
    void schedule_cancel(AccountId account, const ScheduleCancelAction& action, Outcome& outcome);
    void set_leverage(AccountId account, const LeverageAction& action, Outcome& outcome);
    void transfer(AccountId account, const TransferAction& action, Outcome& outcome);

    // placing.cpp
    void place_items(AccountId account, const PlaceAction& action, Outcome& outcome);
    void modify_items(AccountId account, const ModifyAction& action, Outcome& outcome);
    std::optional<Refusal> check_before(const NewOrder& order, bool is_position_tpsl,
                                        RefusalDetail& detail) const;
    std::optional<Refusal> check_batch(const PlaceAction& action, RefusalDetail& detail) const;
    std::optional<Refusal> check_execution(AccountId account, const NewOrder& order) const;
    std::optional<Refusal> check_trigger(const NewOrder& order) const;
    ItemResult place(AccountId account, const NewOrder& order, Order shape);
    ItemResult modify(AccountId account, const ModifyAction::Item& item, bool always_place);
    ItemResult refuse(const Order& order, Refusal refusal);
    ItemResult enter(Order order);
    bool would_cross(const Order& order) const;
    bool has_lost_purpose(const Order& order) const;
    Order& store(Order order);
    void rest(Order order);

    // matching.cpp
    struct Taken {
        Lots size;
        MicroUsd value;
    };
    /// Whose order has filled; told apart from the order, which may be gone.
    struct Filler {
        explicit Filler(const Order& order)
            : account(order.account), asset(order.asset), oid(order.oid), parent(order.parent) {}

        AccountId account;
        AssetIndex asset;
        Oid oid;
        Oid parent;
    };
    Taken match(Order& taker, std::optional<Liquidation> liquidation);
    bool match_once(Order& taker, Taken& taken, const std::optional<Liquidation>& liquidation);
    void take_outside(Order& taker, paper::ShownLevel& level, Lots size,
                      const std::optional<Liquidation>& liquidation);
    void meet(Order& taker, Order& resting, Lots size,
              const std::optional<Liquidation>& liquidation);
    Lots fillable(Order& resting, Lots size);
    void book_fill(const Order& order, const Trade& trade, bool crossed,
                   const std::optional<Liquidation>& liquidation);
    Trade new_trade(AssetIndex asset, Side aggressor, Ticks price, Lots size);
    void reduce_resting(Order& order, Lots size);
    void finish(Order& order, OrderStatus status);
    void take_off(Order& order);
    void after_fill(const Filler& filler);
    void note(const Order& order, OrderStatus status);

    // outside.cpp
    void on_print(const market::MarketEvent& event);
    Lots fill_at_print(const market::MarketEvent& event, Lots left);
    void on_shown(const market::MarketEvent& event);
    void advance_queues(const market::MarketEvent& event, Side side);
    void fill_crossed(AssetIndex asset, Side side);
    Lots fill_from_outside(Order& order, Lots most);
    void update_marks();

    // upkeep.cpp
    void fire_triggers();
    void fire(Order& order);
    bool has_passed(const Order& order) const;
    void run_scheduled_cancels();
    void liquidate();
    void liquidate(AccountId account);
    void close_at_any_price(AccountId account, AssetIndex asset);
    void run_funding();
    void sample_premiums();
    void pay_funding();

    Asset& asset(AssetIndex index) { return assets_[static_cast<std::size_t>(index)]; }
    const Asset& asset(AssetIndex index) const { return assets_[static_cast<std::size_t>(index)]; }
    Book& book_of(AssetIndex index) { return books_[static_cast<std::size_t>(index)]; }
    Order* find_live(Oid oid);
    void touch(AssetIndex index);

    VenueConfig config_;
    OutsideMarket& market_;
    paper::FeeRates fees_;
    paper::QueueEstimator queue_;
    std::vector<Asset> assets_;
    std::vector<Book> books_;
    std::vector<Premium> premiums_;
    std::vector<std::unique_ptr<Client>> clients_;
    std::unordered_map<Oid, Order> orders_;  // live ones
    std::set<Oid> triggers_;                 // waiting for the mark
    std::vector<Submitted> queue_in_;
    std::vector<Event> events_;
    std::vector<Outcome> outcomes_;
    std::vector<AssetIndex> touched_;
    std::vector<char> is_touched_;
    std::vector<char> book_moved_;  // in this block, by the outside market
    Timestamp now_;
    Timestamp next_premium_ = Timestamp::never();
    Timestamp next_funding_ = Timestamp::never();
    std::uint64_t last_ticket_ = 0;
    std::uint64_t last_oid_ = 0;
    std::uint64_t last_match_ = 0;
    ActionHash hash_ = ActionHash::none;  // of the action being executed
    MicroUsd fees_collected_;
    Changed changed_;
    bool post_only_period_ = false;
};

}  // namespace maxmin::venue
