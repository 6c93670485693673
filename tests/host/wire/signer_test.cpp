// Keys: where they may come from, and that they never show.
#include "host/wire/hyperliquid/signer.hpp"

#include <cstdlib>
#include <fstream>
#include <ostream>
#include <sstream>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

// A public test key (tests/vectors/hyperliquid_signing.json) and its address.
const std::string key_digits = "0123456789012345678901234567890123456789012345678901234567890123";
const std::string key_address = "0x14791697260e4c9a71f18484c9f997b308e59325";

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};

static_assert(!Printable<Signer>, "a key cannot be printed by accident");
static_assert(!std::is_copy_constructible_v<Signer> && !std::is_move_constructible_v<Signer>);

std::string key_file(const test::TemporaryFolder& folder, const std::string& text, mode_t mode) {
    const auto path = folder.write("key", text);
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
}

/// The error of a refused key, which must not hold any long piece of it.
std::string refusal(const std::function<Signer()>& make, const std::string& secret) {
    try {
        const Signer signer = make();
        ADD_FAILURE() << "accepted";
        return "";
    } catch (const InputError& error) {
        const std::string text = error.what();
        for (std::size_t at = 0; at + 6 <= secret.size(); ++at) {
            EXPECT_EQ(text.find(secret.substr(at, 6)), std::string::npos) << text;
        }
        return text;
    }
}

TEST(Signer, ReadsAPrivateFile) {
    const test::TemporaryFolder folder;
    for (const std::string& text : {key_digits, "0x" + key_digits, key_digits + "\n"}) {
        for (const mode_t mode : {0600U, 0400U}) {
            const Signer signer = Signer::from_file(key_file(folder, text, mode));
            EXPECT_EQ(to_string(signer.address()), key_address);
            ::chmod((folder.path() / "key").c_str(), 0600);
        }
    }
}

TEST(Signer, RefusesAFileThatOthersMayRead) {
    const test::TemporaryFolder folder;
    for (const mode_t mode : {0640U, 0604U, 0644U, 0660U, 0601U}) {
        const std::string path = key_file(folder, key_digits, mode);
        const auto text = refusal([&] { return Signer::from_file(path); }, key_digits);
        EXPECT_NE(text.find("chmod 600"), std::string::npos) << text;
        EXPECT_NE(text.find(path), std::string::npos) << text;
    }
}

TEST(Signer, BadKeysAreRefusedWithoutBeingShown) {
    const test::TemporaryFolder folder;
    std::string one_letter_wrong = key_digits;
    one_letter_wrong[40] = 'g';
    for (const std::string& text :
         {std::string(), key_digits.substr(1), key_digits + "4", key_digits + key_digits,
          one_letter_wrong, " " + key_digits, std::string(64, '0'), std::string(64, 'f')}) {
        const std::string path = key_file(folder, text, 0600);
        const auto message = refusal([&] { return Signer::from_file(path); }, text);
        EXPECT_NE(message.find("key"), std::string::npos);
        refusal([&] { return Signer::from_text(text, "the form"); }, text);
    }
    refusal([&] { return Signer::from_file(folder.path()); }, key_digits);
    refusal([&] { return Signer::from_file(folder.path() / "absent"); }, key_digits);
}

TEST(Signer, TakesItsVariableOutOfTheEnvironment) {
    ASSERT_EQ(::setenv("MAXMIN_TEST_KEY", key_digits.c_str(), 1), 0);
    const char* const place = std::getenv("MAXMIN_TEST_KEY");

    const Signer signer = Signer::from_environment("MAXMIN_TEST_KEY");

    EXPECT_EQ(to_string(signer.address()), key_address);
    EXPECT_EQ(std::getenv("MAXMIN_TEST_KEY"), nullptr);
    // The block that /proc/self/environ and a core file would show.
    EXPECT_EQ(std::string(place, 4), std::string(4, '\0'));
    refusal([] { return Signer::from_environment("MAXMIN_TEST_KEY"); }, key_digits);
}

TEST(Signer, ABadVariableIsTakenOutToo) {
    ASSERT_EQ(::setenv("MAXMIN_TEST_KEY", "123456789abcdef", 1), 0);
    refusal([] { return Signer::from_environment("MAXMIN_TEST_KEY"); }, "123456789abcdef");
    EXPECT_EQ(std::getenv("MAXMIN_TEST_KEY"), nullptr);
}

TEST(Signer, AnAgentIsNotTheAccountItself) {
    const Signer signer = Signer::from_text(key_digits, "test");
    EXPECT_THROW(require_agent(signer, signer.address()), InputError);
    EXPECT_NO_THROW(require_agent(signer, Address{}));
}

TEST(Signer, SignsTheSameDigestTheSameWayWhateverItsBlinding) {
    const Signer first = Signer::from_text(key_digits, "test");
    const Signer second = Signer::from_text("0x" + key_digits, "test");
    for (std::uint8_t i = 0; i < 20; ++i) {
        const Bytes32 digest{i, 7};
        EXPECT_EQ(first.sign(digest), second.sign(digest));
        EXPECT_EQ(recover_address(digest, first.sign(digest)), first.address());
    }
}

TEST(SecretBytes, AreOverwrittenAtTheEnd) {
    alignas(SecretBytes) std::array<std::uint8_t, sizeof(SecretBytes)> place{};
    auto* const secret = new (place.data()) SecretBytes;
    std::ranges::fill(secret->bytes(), std::uint8_t{0x5a});
    secret->~SecretBytes();
    // Read through a volatile pointer: the compiler must not reason about a dead object.
    const volatile std::uint8_t* const bytes = place.data();
    for (std::size_t i = 0; i < place.size(); ++i) {
        EXPECT_EQ(bytes[i], 0);
    }
}

}  // namespace
}  // namespace maxmin::wire::hyperliquid
