// FNV-1a, 64 bit (Fowler, Noll, Vo; offset basis and prime of the published parameters). Used to
// say whether two inputs or two results are the same; not for adversaries. Numbers enter as eight
// little-endian bytes whatever their type, so widening a field does not change a hash.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <string_view>

namespace maxmin {

class Hasher {
  public:
    void add(std::string_view bytes) {
        for (const char byte : bytes) {
            add_byte(static_cast<unsigned char>(byte));
        }
    }
    /// As add, but with its length, so that {"ab", "c"} differs from {"a", "bc"}.
    void add_text(std::string_view text) {
        add(static_cast<std::int64_t>(text.size()));
        add(text);
    }
    template <std::integral Int>
    void add(Int value) {
        auto bits = static_cast<std::uint64_t>(value);
        for (int byte = 0; byte < 8; ++byte) {
            add_byte(static_cast<unsigned char>(bits & 0xffU));
            bits >>= 8U;
        }
    }
    /// By bit pattern: 0.0 and -0.0 differ, which is what a test of equal runs wants.
    void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }

    std::uint64_t value() const { return state_; }

  private:
    void add_byte(unsigned char byte) {
        state_ ^= byte;
        state_ *= 0x100000001b3U;
    }

    std::uint64_t state_ = 0xcbf29ce484222325U;
};

}  // namespace maxmin
