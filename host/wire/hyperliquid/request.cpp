#include "host/wire/hyperliquid/request.hpp"

#include "host/wire/hyperliquid/encode.hpp"

namespace maxmin::wire::hyperliquid {

std::string_view RequestWriter::write(const Action& action, const ActionTerms& terms) {
    msgpack_.clear();
    append_msgpack(msgpack_, action);
    const Bytes32 hash = action_hash(msgpack_, terms);
    body_.clear();
    append_request(body_, action, terms, signer_.sign(agent_digest(network_, hash)));
    return body_;
}

void append_request(std::string& out, const Action& action, const ActionTerms& terms,
                    const Signature& signature) {
    out += R"({"action":)";
    append_json(out, action);
    out += R"(,"nonce":)";
    out += std::to_string(terms.nonce);
    out += R"(,"signature":)";
    append_json(out, signature);
    out += R"(,"vaultAddress":)";
    if (terms.vault) {
        out += '"';
        append_hex(out, terms.vault->bytes);
        out += '"';
    } else {
        out += "null";
    }
    out += R"(,"expiresAfter":)";
    out += terms.expires_after_ms ? std::to_string(*terms.expires_after_ms) : "null";
    out += '}';
}

void append_post(std::string& out, std::uint64_t id, PostKind kind, std::string_view body) {
    out += R"({"method":"post","id":)";
    out += std::to_string(id);
    out += R"(,"request":{"type":)";
    out += kind == PostKind::action ? R"("action")" : R"("info")";
    out += R"(,"payload":)";
    out += body;
    out += "}}";
}

}  // namespace maxmin::wire::hyperliquid
