#include "host/venue/api/gate.hpp"

#include <algorithm>
#include <utility>

#include "host/venue/api/text.hpp"
#include "host/wire/hyperliquid/error_text.hpp"

namespace maxmin::venue::api {
namespace {

using Json = nlohmann::ordered_json;
using wire::hyperliquid::Refusal;
using wire::hyperliquid::to_string;

std::string said(Refusal refusal) {
    return std::string(wire::hyperliquid::text_of(refusal).text);
}

std::size_t item_count(const Action& action) {
    if (const auto* const placed = std::get_if<PlaceAction>(&action)) {
        return placed->orders.size();
    }
    if (const auto* const cancelled = std::get_if<CancelAction>(&action)) {
        return cancelled->items.size();
    }
    if (const auto* const modified = std::get_if<ModifyAction>(&action)) {
        return modified->items.size();
    }
    return 1;
}

/// The nonce or time inside a user-signed action, which repeats that of the envelope.
std::optional<std::uint64_t> inner_nonce(const Json& action) {
    for (const char* const key : {"nonce", "time"}) {
        const auto found = action.find(key);
        if (found != action.end() && found->is_number_unsigned()) {
            return found->get<std::uint64_t>();
        }
    }
    return std::nullopt;
}

/// The last nanosecond at which an action may be executed.
Timestamp last_moment(const std::optional<std::uint64_t>& expires_after_ms) {
    constexpr std::uint64_t ms_most = INT64_MAX / 1'000'000 - 1;
    return expires_after_ms
               ? Timestamp(static_cast<std::int64_t>(std::min(*expires_after_ms, ms_most) + 1) *
                               1'000'000 -
                           1)
               : Timestamp::never();
}

}  // namespace

AccountId Gate::open_account(const Address& address, MicroUsd balance) {
    const AccountId account = exchange_.open_account(balance);
    directory_.add(address, account);
    return account;
}

std::variant<HttpReply, Gate::Sender> Gate::find_sender(const wire::hyperliquid::Request& request,
                                                        std::int64_t now_ms) {
    const auto signer = wire::hyperliquid::signer_of(request, network_);
    if (!signer) {
        return failure(said(Refusal::unrecoverable_signature));
    }
    const bool by_account = wire::hyperliquid::is_user_signed(request.action);
    const Agent* const agent = directory_.find_agent(*signer, now_ms);
    if (agent != nullptr && !by_account) {
        return Sender{.account = agent->master, .signer = *signer};
    }
    if (const auto account = directory_.find(*signer)) {
        return Sender{.account = *account, .signer = *signer};
    }
    if (config_.faucet_usd > 0.0 && !directory_.was_agent(*signer)) {
        ++faucet_uses_;
        const MicroUsd balance(static_cast<std::int64_t>(config_.faucet_usd * 1e6));
        return Sender{.account = open_account(*signer, balance), .signer = *signer};
    }
    return failure(by_account
                       ? said(Refusal::must_deposit) + to_string(*signer)
                       : said(Refusal::unknown_signer) + to_string(*signer) + " does not exist.");
}

std::optional<HttpReply> Gate::check_terms(const wire::hyperliquid::Request& request,
                                           const Sender& sender, Timestamp now) {
    if (const auto* const other = std::get_if<wire::hyperliquid::OtherAction>(&request.action)) {
        const auto inner = inner_nonce(other->value);
        if (inner && *inner != request.terms.nonce) {
            return failure("Nonce mismatch.");
        }
        const auto chain = other->value.find("hyperliquidChain");
        if (chain != other->value.end() && *chain != wire::hyperliquid::chain_word(network_)) {
            return failure(said(Refusal::other_network));
        }
    }
    if (request.terms.vault) {
        return failure(said(Refusal::unknown_vault) + to_string(*request.terms.vault));
    }
    if (const auto refusal = directory_.use_nonce(sender.signer, request.terms.nonce, to_ms(now))) {
        return failure(*refusal);
    }
    return std::nullopt;
}

/// Each item of an action counts against the address's allowance; a stale action five times.
std::optional<HttpReply> Gate::spend(AccountId account, const Action& action, bool is_expired,
                                     Timestamp now) {
    Client& client = exchange_.client(account);
    const auto kind = std::holds_alternative<CancelAction>(action) ? gateway::RequestKind::cancel
                                                                   : gateway::RequestKind::place;
    const double volume_usd = paper::to_usd(client.volume);
    const std::size_t count = item_count(action) * (is_expired ? 5 : 1);
    bool passes = true;
    for (std::size_t i = 0; i < count; ++i) {
        passes = client.budget.admit(kind, now, volume_usd) && passes;
    }
    if (is_expired) {
        return failure(said(Refusal::expired));
    }
    if (passes || !config_.enforce_limits) {
        return std::nullopt;
    }
    return failure(
        allowance_text(client.budget.used(), client.budget.limit(volume_usd), volume_usd));
}

std::variant<HttpReply, Ticket> Gate::take(const Json& body, Timestamp now) {
    std::string why;
    const auto request = wire::hyperliquid::read_request(body, why);
    if (!request) {
        return undeserializable(why);
    }
    auto found = find_sender(*request, to_ms(now));
    if (auto* const reply = std::get_if<HttpReply>(&found)) {
        return std::move(*reply);
    }
    const auto sender = std::get<Sender>(found);
    if (auto reply = check_terms(*request, sender, now)) {
        return std::move(*reply);
    }
    auto translated = translate(*request, sender.account, to_ms(now));
    if (auto* const reply = std::get_if<HttpReply>(&translated)) {
        return std::move(*reply);
    }
    Action& action = std::get<Action>(translated);
    const auto& expires = request->terms.expires_after_ms;
    const bool is_expired = expires && *expires < static_cast<std::uint64_t>(to_ms(now));
    if (auto reply = spend(sender.account, action, is_expired, now)) {
        return std::move(*reply);
    }
    AnswerKind kind = AnswerKind::plain;
    if (const auto* const modified = std::get_if<ModifyAction>(&action)) {
        kind = modified->is_batch ? AnswerKind::order : AnswerKind::plain;
    } else if (std::holds_alternative<PlaceAction>(action)) {
        kind = AnswerKind::order;
    } else if (std::holds_alternative<CancelAction>(action)) {
        kind = AnswerKind::cancel;
    }
    // It may have to wait for its block longer than that: nothing is executed late.
    const Ticket ticket = exchange_.submit(sender.account, std::move(action), last_moment(expires));
    waiting_.emplace(ticket, kind);
    return ticket;
}

HttpReply Gate::answer(const Outcome& outcome) {
    const AnswerKind kind = waiting_.extract(outcome.ticket).mapped();
    if (outcome.error) {
        return failure(*outcome.error);
    }
    if (kind == AnswerKind::plain) {
        return {.status = 200, .body = R"({"status":"ok","response":{"type":"default"}})"};
    }
    const auto named = [](Oid oid, const std::optional<Cloid>& cloid, Json json) {
        json["oid"] = static_cast<std::uint64_t>(oid);
        if (cloid) {
            json["cloid"] = to_string(*cloid);
        }
        return json;
    };
    Json statuses = Json::array();
    for (const ItemResult& item : outcome.items) {
        if (const auto* const resting = std::get_if<Resting>(&item)) {
            statuses.push_back({{"resting", named(resting->oid, resting->cloid, {})}});
        } else if (const auto* const filled = std::get_if<Filled>(&item)) {
            const market::Instrument& rules =
                exchange_.assets()[static_cast<std::size_t>(filled->asset)].instrument;
            const double price_usd = paper::to_usd(filled->value) / rules.size_coin(filled->size);
            statuses.push_back({{"filled", named(filled->oid, filled->cloid,
                                                 {{"totalSz", size_text(filled->size, rules)},
                                                  {"avgPx", reply_number(price_usd)}})}});
        } else if (const auto* const refused = std::get_if<Refused>(&item)) {
            statuses.push_back({{"error", refused->text}});
        } else {
            constexpr std::array words{"success", "waitingForFill", "waitingForTrigger"};
            statuses.push_back(words[static_cast<std::size_t>(std::get<Accepted>(item))]);
        }
    }
    const char* const type = kind == AnswerKind::order ? "order" : "cancel";
    const Json response{{"type", type}, {"data", {{"statuses", std::move(statuses)}}}};
    return {.status = 200, .body = Json{{"status", "ok"}, {"response", response}}.dump()};
}

}  // namespace maxmin::venue::api
