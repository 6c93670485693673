#include "host/wire/hyperliquid/signer.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/base/assert.hpp"
#include "host/base/error.hpp"
#include "host/wire/hyperliquid/digest.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

constexpr std::size_t key_digits = 64;
constexpr const char* key_form = "64 hexadecimal digits, '0x' before them or not";

[[noreturn]] void fail(const std::string& origin, std::string wrong, std::string right) {
    throw InputError({.file = origin, .wrong = std::move(wrong), .right = std::move(right)});
}

/// Text of a key file, overwritten at the end. One letter more than a key can have.
class SecretText {
  public:
    SecretText() = default;
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    ~SecretText() { explicit_bzero(letters_.data(), letters_.size()); }

    /// Reads to the end of the file or of the space; false if reading fails.
    bool read(int file) {
        while (length_ < letters_.size()) {
            const ssize_t got = ::read(file, letters_.data() + length_, letters_.size() - length_);
            if (got == 0) {
                return true;
            }
            if (got < 0 && errno != EINTR) {
                return false;
            }
            length_ += got > 0 ? static_cast<std::size_t>(got) : 0;
        }
        return true;
    }
    std::string_view trimmed() const {
        std::string_view text(letters_.data(), length_);
        while (!text.empty() &&
               (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
            text.remove_suffix(1);
        }
        return text;
    }

  private:
    std::array<char, key_digits + 8> letters_{};
    std::size_t length_ = 0;
};

class OpenFile {
  public:
    explicit OpenFile(const std::filesystem::path& path)
        : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    int number() const { return number_; }

  private:
    int number_;
};

/// Reads two digits a byte; false if it is no key text. Keeps no copy of the text.
bool read_key(std::string_view text, std::span<std::uint8_t, 32> key) {
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
    }
    if (text.size() != key_digits) {
        return false;
    }
    for (std::size_t i = 0; i < key.size(); ++i) {
        const int high = hex_digit(text[2 * i]);
        const int low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        key[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return true;
}

}  // namespace

SecretBytes::~SecretBytes() {
    explicit_bzero(bytes_.data(), bytes_.size());
}

void Signer::ContextDeleter::operator()(secp256k1_context_struct* context) const {
    secp256k1_context_destroy(context);
}

Signer::Signer(std::string_view key, const std::string& origin)
    : context_(secp256k1_context_create(SECP256K1_CONTEXT_NONE)) {
    if (!read_key(key, key_.bytes())) {
        fail(origin, "not a private key", key_form);
    }
    // Blinds the arithmetic against observers of its timing; changes no signature.
    SecretBytes seed;
    const ssize_t got = getrandom(seed.bytes().data(), seed.bytes().size(), 0);
    MAXMIN_ASSERT(got == static_cast<ssize_t>(seed.bytes().size()), "the system gives 32 bytes");
    const int blinded = secp256k1_context_randomize(context_.get(), seed.bytes().data());
    MAXMIN_ASSERT(blinded == 1, "a fresh context takes a seed");
    secp256k1_pubkey point;
    if (secp256k1_ec_pubkey_create(context_.get(), &point, key_.bytes().data()) == 0) {
        fail(origin, "the number is no key of the curve", "a key made by a wallet");
    }
    address_ = address_of(point);
}

Signer Signer::from_text(std::string_view key, const std::string& origin) {
    return Signer(key, origin);
}

Signer Signer::from_file(const std::filesystem::path& path) {
    const OpenFile file(path);
    struct stat state {};
    if (file.number() < 0 || ::fstat(file.number(), &state) != 0) {
        fail(path.string(), std::string("cannot open the key file: ") + std::strerror(errno),
             "a file that this user may read");
    }
    if (!S_ISREG(state.st_mode)) {
        fail(path.string(), "the key file is not a regular file",
             "a file that holds the key alone");
    }
    if ((state.st_mode & 077U) != 0) {
        fail(path.string(), "others may read the key file", "chmod 600 '" + path.string() + "'");
    }
    SecretText text;
    if (!text.read(file.number())) {
        fail(path.string(), std::string("cannot read the key file: ") + std::strerror(errno),
             "a file that this user may read");
    }
    return Signer(text.trimmed(), path.string());
}

Signer Signer::from_environment(const std::string& variable) {
    char* const value = std::getenv(variable.c_str());
    if (value == nullptr) {
        fail("", "the environment has no " + variable, key_form);
    }
    // Taken out whether or not it turns out to be a key.
    struct Taken {
        const std::string& name;
        char* value;
        std::size_t length;
        ~Taken() {
            explicit_bzero(value, length);
            ::unsetenv(name.c_str());
        }
    };
    const Taken taken{variable, value, std::strlen(value)};
    return Signer(std::string_view(taken.value, taken.length), "$" + variable);
}

Signature Signer::sign(const Bytes32& digest) const {
    secp256k1_ecdsa_recoverable_signature made;
    const int signed_it = secp256k1_ecdsa_sign_recoverable(context_.get(), &made, digest.data(),
                                                           key_.bytes().data(), nullptr, nullptr);
    MAXMIN_ASSERT(signed_it == 1, "a valid key signs every digest");
    std::array<std::uint8_t, 64> compact{};
    int recovery = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(context_.get(), compact.data(),
                                                            &recovery, &made);
    Signature signature;
    std::copy_n(compact.begin(), 32, signature.r.begin());
    std::copy_n(compact.begin() + 32, 32, signature.s.begin());
    signature.v = static_cast<std::uint8_t>(27 + recovery);
    return signature;
}

void require_agent(const Signer& signer, const Address& account) {
    if (signer.address() == account) {
        throw InputError(
            {.wrong = "the agent's key is the key of the account " + to_string(account) + " itself",
             .right = "the account's address, and the key of an agent it approved"});
    }
}

}  // namespace maxmin::wire::hyperliquid
