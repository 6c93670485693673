// A signed request as it is sent: over HTTP as it is, over a socket inside a post.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/wire/hyperliquid/action.hpp"
#include "host/wire/hyperliquid/signer.hpp"
#include "host/wire/hyperliquid/signing.hpp"

namespace maxmin::wire::hyperliquid {

class RequestWriter {
  public:
    /// The signer must outlive the writer.
    RequestWriter(const Signer& signer, Network network) : signer_(signer), network_(network) {}

    /// Signs the action and writes the body; valid until the next call. One signature, whatever
    /// the number of orders.
    std::string_view write(const Action& action, const ActionTerms& terms);

  private:
    const Signer& signer_;
    Network network_;
    std::vector<std::uint8_t> msgpack_;
    std::string body_;
};

/// {"action":..,"nonce":..,"signature":..,"vaultAddress":..,"expiresAfter":..}
void append_request(std::string& out, const Action& action, const ActionTerms& terms,
                    const Signature& signature);

enum class PostKind : std::uint8_t { action, info };

/// The socket's form of an HTTP body; the answer carries the same `id`.
void append_post(std::string& out, std::uint64_t id, PostKind kind, std::string_view body);

}  // namespace maxmin::wire::hyperliquid
