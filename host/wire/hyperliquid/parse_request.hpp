// A request as the exchange reads it: from the body's text to a typed action, and to who signed it.
// As on the real one, keys may stand in any order, null or false for an optional field means that
// it is absent, and fields nobody knows are dropped before hashing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "host/wire/hyperliquid/action.hpp"
#include "host/wire/hyperliquid/signing.hpp"

namespace maxmin::wire::hyperliquid {

struct Request {
    Action action;
    ActionTerms terms;
    Signature signature;
};

/// JSON of at most 32 levels; empty otherwise, with the reason in `why`. Deeper text would exhaust
/// the stack of whoever walks it.
std::optional<nlohmann::ordered_json> parse_json(std::string_view text, std::string& why);

/// Empty for a body whose fields are missing or of the wrong type; `why` then says which, as the
/// venue's answer with status 422 does.
std::optional<Request> parse_request(std::string_view body, std::string& why);
/// As parse_request, of what parse_json gave.
std::optional<Request> read_request(const nlohmann::ordered_json& body, std::string& why);

/// Whether the account's own key has to sign the action, field by field.
bool is_user_signed(const Action& action);
/// The address whose key made the signature. For actions that are signed by their hash the network
/// is part of what is signed; for the others it is a field of the action. Empty: of nobody.
std::optional<Address> signer_of(const Request& request, Network network);

}  // namespace maxmin::wire::hyperliquid
