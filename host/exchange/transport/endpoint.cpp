#include "host/exchange/transport/endpoint.hpp"

#include <algorithm>
#include <charconv>

#include "host/base/error.hpp"

namespace maxmin::exchange::transport {
namespace {

[[noreturn]] void refuse(std::string_view url, const char* right) {
    throw InputError({.field = "url", .wrong = "'" + std::string(url) + "'", .right = right});
}

bool is_port(std::string_view text) {
    int port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port > 0 && port < 65'536;
}

bool is_host(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_';
    });
}

}  // namespace

Endpoint parse_endpoint(std::string_view url) {
    const auto scheme_end = url.find("://");
    const std::string_view scheme = url.substr(0, scheme_end);
    Endpoint endpoint;
    endpoint.tls = scheme == "https" || scheme == "wss";
    if (scheme_end == url.npos || !(endpoint.tls || scheme == "http" || scheme == "ws")) {
        refuse(url, "a URL that starts with http://, https://, ws:// or wss://");
    }
    std::string_view rest = url.substr(scheme_end + 3);
    const auto path = rest.find('/');
    endpoint.target = path == rest.npos ? "/" : std::string(rest.substr(path));
    rest = rest.substr(0, path);
    const auto colon = rest.find(':');
    endpoint.host = std::string(rest.substr(0, colon));
    endpoint.port =
        colon == rest.npos ? (endpoint.tls ? "443" : "80") : std::string(rest.substr(colon + 1));
    if (!is_host(endpoint.host) || !is_port(endpoint.port) ||
        endpoint.target.find_first_of("?# ") != std::string::npos) {
        refuse(url, "SCHEME://HOST[:PORT][/PATH], nothing else");
    }
    return endpoint;
}

}  // namespace maxmin::exchange::transport
