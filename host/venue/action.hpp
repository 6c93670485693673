// What an account asks the exchange to do in the next block, in the exchange's own integers, and
// what it is answered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "host/venue/account.hpp"
#include "host/venue/order.hpp"

namespace maxmin::venue {

/// An order by the exchange's number or by the client's.
using OrderName = std::variant<Oid, Cloid>;

struct PlaceAction {
    std::vector<NewOrder> orders;
    Grouping grouping = Grouping::none;
};

struct CancelAction {
    struct Item {
        AssetIndex asset = 0;
        OrderName name;
    };
    std::vector<Item> items;
    bool is_fast = false;  // not for trigger orders
};

struct ModifyAction {
    struct Item {
        OrderName name;
        NewOrder order;
    };
    std::vector<Item> items;
    bool always_place = false;
    bool is_batch = true;  // a single modify answers without statuses
};

struct ScheduleCancelAction {
    std::optional<Timestamp> time;
};

struct LeverageAction {
    AssetIndex asset = 0;
    Leverage leverage;
};

struct IsolatedMarginAction {
    AssetIndex asset = 0;
    MicroUsd amount;
};

/// To another account, or (empty) out of the exchange.
struct TransferAction {
    std::optional<AccountId> to;
    MicroUsd amount;
};

/// Also stands for what is decided before the block, such as approving an agent.
struct NoopAction {};

using Action = std::variant<PlaceAction, CancelAction, ModifyAction, ScheduleCancelAction,
                            LeverageAction, IsolatedMarginAction, TransferAction, NoopAction>;

struct Resting {
    Oid oid = Oid::none;
    std::optional<Cloid> cloid;
};

/// Something filled at once; what is left of a Gtc order rests under the same oid.
struct Filled {
    Oid oid = Oid::none;
    std::optional<Cloid> cloid;
    Lots size;
    MicroUsd value;
    AssetIndex asset = 0;
};

struct Refused {
    std::string text;
};

enum class Accepted : std::uint8_t { done, waiting_for_fill, waiting_for_trigger };

using ItemResult = std::variant<Resting, Filled, Refused, Accepted>;

/// Names a submitted action until its outcome is there.
enum class Ticket : std::uint64_t {};

struct Outcome {
    Ticket ticket{};
    std::optional<std::string> error;  // the whole action failed
    std::vector<ItemResult> items;     // one for each item, or one for all (refused before
                                       // execution); empty where an action has none
};

}  // namespace maxmin::venue
