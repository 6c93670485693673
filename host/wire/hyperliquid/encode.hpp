// The two forms of an action: MessagePack, which is hashed and signed, and JSON text, which is
// sent. Both come from one description of the fields in their documented order; fields that are
// unset are left out, because a null would change the hash.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/wire/hyperliquid/action.hpp"

namespace maxmin::wire::hyperliquid {

void append_msgpack(std::vector<std::uint8_t>& out, const Action& action);
void append_json(std::string& out, const Action& action);

}  // namespace maxmin::wire::hyperliquid
