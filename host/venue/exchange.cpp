#include "host/venue/exchange.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "host/base/assert.hpp"
#include "host/base/hash.hpp"
#include "host/paper/setting.hpp"

namespace maxmin::venue {
namespace {

constexpr int value_decimals = 6;
constexpr Duration schedule_ahead_least = seconds(5);
constexpr std::int64_t day_ns = 86'400'000'000'000;
// Our words: the venue's are not known.
constexpr const char* fast_cancel_of_trigger = "Trigger orders cannot be canceled fast.";

bool is_passive(const NewOrder& order) {
    return order.trigger.has_value() || order.tif == Tif::alo;
}

/// 0: sends no Gtc or Ioc order; 1: cancels; 2: sends at least one.
int class_of(const Action& action) {
    if (std::holds_alternative<CancelAction>(action)) {
        return 1;
    }
    if (const auto* const placed = std::get_if<PlaceAction>(&action)) {
        return std::all_of(placed->orders.begin(), placed->orders.end(), is_passive) ? 0 : 2;
    }
    if (const auto* const modified = std::get_if<ModifyAction>(&action)) {
        const bool passive =
            std::all_of(modified->items.begin(), modified->items.end(),
                        [](const ModifyAction::Item& item) { return is_passive(item.order); });
        return passive ? 0 : 2;
    }
    return 0;
}

std::string said(Refusal refusal) {
    return std::string(wire::hyperliquid::text_of(refusal).text);
}

}  // namespace

Exchange::Exchange(const VenueConfig& config, OutsideMarket& market)
    : config_(config),
      market_(market),
      fees_(paper::fee_rates(config.fees)),
      queue_(config.queue, config.queue_power) {
    for (const market::Instrument& instrument : market.instruments()) {
        if (instrument.price_decimals + instrument.size_decimals != value_decimals) {
            throw paper::setting_error("instrument " + instrument.symbol,
                                       "price and size decimals that do not sum to 6",
                                       "a perpetual by Hyperliquid's rules");
        }
        Asset& added = assets_.emplace_back();
        added.instrument = instrument;
    }
    books_.resize(assets_.size());
    premiums_.resize(assets_.size());
    is_touched_.resize(assets_.size());
    book_moved_.resize(assets_.size());
}

AccountId Exchange::add_client() {
    const auto id = static_cast<AccountId>(clients_.size());
    clients_.push_back(
        std::make_unique<Client>(Client{.account = Account(assets_),
                                        .budget = paper::RequestBudget(config_.request_allowance),
                                        .volume = {},
                                        .open = {}}));
    return id;
}

AccountId Exchange::open_account(MicroUsd balance) {
    const AccountId id = add_client();
    client(id).account.deposit(balance);
    changed_.clients.insert(id);
    events_.push_back(
        Transfer{.account = id, .kind = Transfer::Kind::deposit, .time = now_, .amount = balance});
    return id;
}

Ticket Exchange::submit(AccountId account, Action action, Timestamp expires) {
    const Ticket ticket{++last_ticket_};
    changed_.clients.insert(account);
    queue_in_.push_back(
        {.ticket = ticket, .account = account, .action = std::move(action), .expires = expires});
    return ticket;
}

void Exchange::run_block(Timestamp now) {
    MAXMIN_ASSERT(now > now_, "block times rise");
    now_ = now;
    hash_ = ActionHash::none;
    market_.advance(now, *this);
    update_marks();
    fire_triggers();
    run_scheduled_cancels();
    liquidate();
    run_funding();
    std::vector<Submitted> queue = std::move(queue_in_);
    queue_in_.clear();
    std::stable_sort(queue.begin(), queue.end(), [](const Submitted& a, const Submitted& b) {
        return class_of(a.action) < class_of(b.action);
    });
    for (const Submitted& submitted : queue) {
        execute(submitted);
    }
}

void Exchange::execute(const Submitted& submitted) {
    Hasher hasher;
    hasher.add(config_.seed);
    hasher.add(static_cast<std::uint64_t>(submitted.ticket));
    hasher.add(now_.ns());
    hash_ = ActionHash{hasher.value() | 1U};
    outcomes_.push_back(run(submitted));
    hash_ = ActionHash::none;
}

Outcome Exchange::run(const Submitted& submitted) {
    Outcome outcome{.ticket = submitted.ticket, .error = {}, .items = {}};
    const AccountId account = submitted.account;
    if (submitted.expires < now_) {
        outcome.error = said(Refusal::expired);
        return outcome;
    }
    struct Visitor {
        Exchange& exchange;
        AccountId account;
        Outcome& outcome;

        void operator()(const PlaceAction& action) {
            exchange.place_items(account, action, outcome);
        }
        void operator()(const CancelAction& action) {
            exchange.cancel_items(account, action, outcome);
        }
        void operator()(const ModifyAction& action) {
            exchange.modify_items(account, action, outcome);
        }
        void operator()(const ScheduleCancelAction& action) {
            exchange.schedule_cancel(account, action, outcome);
        }
        void operator()(const LeverageAction& action) {
            exchange.set_leverage(account, action, outcome);
        }
        void operator()(const IsolatedMarginAction& action) {
            Account& money = exchange.client(account).account;
            exchange.changed_.holdings.emplace(account, action.asset);
            if (!money.move_isolated_margin(action.asset, action.amount)) {
                const bool cross = money.holding(action.asset).leverage.is_cross;
                outcome.error = cross ? said(Refusal::isolated_margin)
                                      : "Insufficient margin to update isolated margin.";
            }
        }
        void operator()(const TransferAction& action) {
            exchange.transfer(account, action, outcome);
        }
        void operator()(const NoopAction&) {}
    };
    std::visit(Visitor{*this, account, outcome}, submitted.action);
    return outcome;
}

void Exchange::cancel_items(AccountId account, const CancelAction& action, Outcome& outcome) {
    for (const CancelAction::Item& item : action.items) {
        const Order* const found = find(account, item.name);
        if (found == nullptr || found->asset != item.asset) {
            outcome.items.emplace_back(
                Refused{refusal_text(Refusal::never_placed, {.asset = item.asset})});
            continue;
        }
        if (action.is_fast && found->stage != OrderStage::resting) {
            outcome.items.emplace_back(Refused{fast_cancel_of_trigger});
            continue;
        }
        finish(orders_.at(found->oid), OrderStatus::canceled);
        outcome.items.emplace_back(Accepted::done);
    }
}

void Exchange::schedule_cancel(AccountId account, const ScheduleCancelAction& action,
                               Outcome& outcome) {
    Client& own = client(account);
    if (!action.time) {
        own.scheduled_cancel = Timestamp::never();
        return;
    }
    const double traded_usd = paper::to_usd(own.volume);
    if (traded_usd < config_.schedule_cancel_volume_usd) {
        outcome.error = said(Refusal::schedule_cancel_volume) + "Required: $" +
                        std::to_string(std::llround(config_.schedule_cancel_volume_usd)) +
                        ". Traded: $" + market::format_decimal(own.volume.value(), 6) + ".";
    } else if (*action.time - now_ < schedule_ahead_least) {
        outcome.error = said(Refusal::schedule_cancel_early);
    } else if (own.scheduled_cancel_day == now_.ns() / day_ns &&
               own.scheduled_cancels_fired >= config_.schedule_cancels_per_day) {
        outcome.error = said(Refusal::schedule_cancel_count) +
                        std::to_string(config_.schedule_cancels_per_day) + ".";
    } else {
        own.scheduled_cancel = *action.time;
    }
}

void Exchange::set_leverage(AccountId account, const LeverageAction& action, Outcome& outcome) {
    using enum Account::LeverageChange;
    changed_.holdings.emplace(account, action.asset);
    switch (client(account).account.set_leverage(action.asset, action.leverage)) {
        case done:
            return;
        case open_position:
            outcome.error = said(Refusal::leverage);
            return;
        case too_high:
            outcome.error = "Invalid leverage value";
            return;
        case no_margin:
            outcome.error =
                "Cross position does not have sufficient margin available to decrease leverage.";
            return;
    }
}

void Exchange::transfer(AccountId account, const TransferAction& action, Outcome& outcome) {
    Account& from = client(account).account;
    if (action.amount <= MicroUsd(0) || action.amount > from.withdrawable()) {
        outcome.error = action.to ? "Insufficient balance for token transfer."
                                  : "Insufficient balance for withdrawal.";
        return;
    }
    from.deposit(-action.amount);
    const auto kind = action.to ? Transfer::Kind::send : Transfer::Kind::withdraw;
    events_.push_back(Transfer{.account = account,
                               .kind = kind,
                               .time = now_,
                               .amount = -action.amount,
                               .other = action.to.value_or(AccountId::outside)});
    if (action.to) {
        client(*action.to).account.deposit(action.amount);
        changed_.clients.insert(*action.to);
        events_.push_back(Transfer{.account = *action.to,
                                   .kind = kind,
                                   .time = now_,
                                   .amount = action.amount,
                                   .other = account});
    }
}

const Order* Exchange::find(Oid oid) const {
    const auto found = orders_.find(oid);
    return found == orders_.end() ? nullptr : &found->second;
}

Order* Exchange::find_live(Oid oid) {
    const auto found = orders_.find(oid);
    return found == orders_.end() ? nullptr : &found->second;
}

const Order* Exchange::find(AccountId account, const OrderName& name) const {
    if (const auto* const oid = std::get_if<Oid>(&name)) {
        const Order* const order = find(*oid);
        return order != nullptr && order->account == account ? order : nullptr;
    }
    const Cloid cloid = std::get<Cloid>(name);
    for (const Oid oid : client(account).open) {
        const Order& order = orders_.at(oid);
        if (order.cloid == cloid) {
            return &order;
        }
    }
    return nullptr;
}

int Exchange::open_order_limit(AccountId account) const {
    return paper::open_order_limit(paper::to_usd(client(account).volume));
}

Lots Exchange::open_interest(AssetIndex index) const {
    Lots longs;
    for (const auto& each : clients_) {
        longs += std::max(each->account.position(index), Lots(0));
    }
    return longs;
}

void Exchange::touch(AssetIndex index) {
    char& flag = is_touched_[static_cast<std::size_t>(index)];
    if (flag == 0) {
        flag = 1;
        touched_.push_back(index);
    }
}

std::vector<Event> Exchange::take_events() {
    return std::exchange(events_, {});
}

std::vector<Outcome> Exchange::take_outcomes() {
    return std::exchange(outcomes_, {});
}

std::vector<AssetIndex> Exchange::take_touched() {
    std::fill(is_touched_.begin(), is_touched_.end(), char{0});
    return std::exchange(touched_, {});
}

}  // namespace maxmin::venue
