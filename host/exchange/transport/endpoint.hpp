// Where to connect: the four parts of a URL that a socket needs.
#pragma once

#include <string>
#include <string_view>

namespace maxmin::exchange::transport {

struct Endpoint {
    bool tls = false;
    std::string host;
    std::string port;    // decimal; the scheme's own where the URL names none
    std::string target;  // path, at least "/"
};

/// Takes http, https, ws and wss URLs without user, query or fragment.
/// Errors: InputError that shows the text.
Endpoint parse_endpoint(std::string_view url);

}  // namespace maxmin::exchange::transport
