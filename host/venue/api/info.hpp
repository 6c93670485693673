// The reads: one table of request types, each with its weight against an address's allowance and a
// function from the request to the reply.
#pragma once

#include <string_view>

#include "host/venue/api/reply.hpp"
#include "host/venue/api/shapes.hpp"
#include "host/venue/config.hpp"

namespace maxmin::venue::api {

struct InfoReply {
    HttpReply reply;
    int weight = 20;
};

InfoReply info(const View& view, const VenueConfig& config, const Json& body);

/// The position of a coin in the universe; empty if it is not listed.
std::optional<AssetIndex> find_coin(const View& view, std::string_view coin);

}  // namespace maxmin::venue::api
