// Numbers and texts to bytes and back, little-endian, for files that outlive the program that wrote
// them. Reading past the end is remembered, not fatal: whoever reads asks is_sound() at the end.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "host/base/strong.hpp"
#include "host/base/time.hpp"

namespace maxmin::live {

static_assert(std::endian::native == std::endian::little, "files are written as memory lies");

class ByteWriter {
  public:
    explicit ByteWriter(std::string& out) : out_(out) {}

    template <typename Number>
    requires std::is_arithmetic_v<Number>
    void add(Number value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        out_.append(bytes, sizeof value);
    }
    template <typename Enum>
    requires std::is_enum_v<Enum>
    void add(Enum value) { add(static_cast<std::underlying_type_t<Enum>>(value)); }
    template <typename Tag>
    void add(StrongInt<Tag> value) {
        add(value.value());
    }
    void add(Timestamp value) { add(value.ns()); }
    /// At most 65,535 bytes.
    void add_text(std::string_view text) {
        const auto length =
            static_cast<std::uint16_t>(std::min<std::size_t>(text.size(), UINT16_MAX));
        add(length);
        out_.append(text.data(), length);
    }

  private:
    std::string& out_;
};

class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    template <typename Number>
    requires std::is_arithmetic_v<Number>
    void take(Number& value) {
        if constexpr (std::is_same_v<Number, bool>) {  // no other byte may become a bool
            value = next<std::uint8_t>() != 0;
        } else if (has(sizeof value)) {
            std::memcpy(&value, bytes_.data(), sizeof value);
            bytes_.remove_prefix(sizeof value);
        }
    }
    template <typename Enum>
    requires std::is_enum_v<Enum>
    void take(Enum& value) {
        auto number = static_cast<std::underlying_type_t<Enum>>(value);
        take(number);
        value = static_cast<Enum>(number);
    }
    template <typename Tag>
    void take(StrongInt<Tag>& value) {
        std::int64_t number = 0;
        take(number);
        value = StrongInt<Tag>(number);
    }
    void take(Timestamp& value) {
        std::int64_t ns = 0;
        take(ns);
        value = Timestamp(ns);
    }
    void take_text(std::string& text) {
        std::uint16_t length = 0;
        take(length);
        if (has(length)) {
            text.assign(bytes_.data(), length);
            bytes_.remove_prefix(length);
        }
    }
    template <typename Value>
    Value next() {
        Value value{};
        take(value);
        return value;
    }

    bool is_sound() const { return sound_; }
    bool is_empty() const { return bytes_.empty(); }

  private:
    bool has(std::size_t count) {
        sound_ = sound_ && bytes_.size() >= count;
        return sound_;
    }

    std::string_view bytes_;
    bool sound_ = true;
};

}  // namespace maxmin::live
