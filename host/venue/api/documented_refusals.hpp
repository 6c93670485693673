// The fault "refuse": an action is answered with a refusal of the venue's that an action of its
// kind can get, in the venue's full words and form, though nothing was wrong with it. One that
// says that an order is gone says so of an order that may well rest.
#pragma once

#include <map>

#include "host/venue/api/reply.hpp"
#include "host/venue/exchange.hpp"
#include "host/wire/hyperliquid/signing.hpp"

namespace maxmin::venue::api {

class DocumentedRefusals {
  public:
    /// The next in turn of those that fit the action in `body`; a body that is no action gets what
    /// it would get without the fault.
    HttpReply next(const Exchange& exchange, wire::hyperliquid::Network network,
                   const nlohmann::ordered_json& body);

  private:
    std::map<std::size_t, std::size_t> turns_;  // by kind of action
};

}  // namespace maxmin::venue::api
