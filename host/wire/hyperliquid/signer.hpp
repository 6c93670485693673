// A private key that signs. The key never leaves this object: it cannot be printed, copied or
// asked for, and its memory is overwritten at the end. Signatures are deterministic (RFC 6979).
#pragma once

#include <array>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>

#include "host/wire/hyperliquid/signing.hpp"

struct secp256k1_context_struct;

namespace maxmin::wire::hyperliquid {

/// 32 bytes that are overwritten when they go out of scope.
class SecretBytes {
  public:
    SecretBytes() = default;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes();

    std::span<std::uint8_t, 32> bytes() { return bytes_; }
    std::span<const std::uint8_t, 32> bytes() const { return bytes_; }

  private:
    std::array<std::uint8_t, 32> bytes_{};
};

class Signer {
  public:
    /// Takes 64 hexadecimal digits, "0x" before them or not. All three throw InputError, whose
    /// text never holds any of the key's; `origin` says in it where the key came from.
    static Signer from_text(std::string_view key, const std::string& origin);
    /// A regular file of the key alone that nobody but its owner may read (mode 0600 or stricter).
    static Signer from_file(const std::filesystem::path& path);
    /// Takes the variable out of the environment, so that nothing started later inherits it.
    static Signer from_environment(const std::string& variable);

    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;
    ~Signer() = default;

    /// Of the key's own account: the account traded for, or its agent.
    const Address& address() const { return address_; }
    Signature sign(const Bytes32& digest) const;

    friend std::ostream& operator<<(std::ostream&, const Signer&) = delete;

  private:
    struct ContextDeleter {
        void operator()(secp256k1_context_struct* context) const;
    };

    Signer(std::string_view key, const std::string& origin);

    std::unique_ptr<secp256k1_context_struct, ContextDeleter> context_;
    SecretBytes key_;
    Address address_;
};

/// Throws InputError if an agent's key turns out to be the account's own: reads by that address
/// would work, but the account's key can withdraw and has no place on a trading machine.
void require_agent(const Signer& signer, const Address& account);

}  // namespace maxmin::wire::hyperliquid
