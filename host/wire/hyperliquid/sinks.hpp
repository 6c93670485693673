// Where an action's fields are written to: MessagePack in its shortest forms, and JSON text. Own
// code because the library's way over a tree of values takes 21 us for six orders on a machine that
// signs in 57; this one allocates nothing once its buffer has grown. Tests compare both.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/assert.hpp"

namespace maxmin::wire::hyperliquid {

class MsgpackSink {
  public:
    explicit MsgpackSink(std::vector<std::uint8_t>& out) : out_(out) {}

    void begin_map(std::size_t members) {
        MAXMIN_DEBUG_ASSERT(members < 16, "an action's map has few members");
        byte(0x80U | members);
    }
    void end_map() {}
    void begin_array(std::size_t items) {
        if (items < 16) {
            byte(0x90U | items);
        } else if (items <= UINT16_MAX) {
            byte(0xdc);
            big_endian(items, 2);
        } else {
            byte(0xdd);
            big_endian(items, 4);
        }
    }
    void end_array() {}
    void key(std::string_view name) { text(name); }
    void text(std::string_view letters) {
        if (letters.size() < 32) {
            byte(0xa0U | letters.size());
        } else {
            MAXMIN_DEBUG_ASSERT(letters.size() <= UINT8_MAX, "texts of an action are short");
            byte(0xd9);
            byte(letters.size());
        }
        out_.insert(out_.end(), letters.begin(), letters.end());
    }
    void boolean(bool value) { byte(value ? 0xc3 : 0xc2); }
    void number(std::uint64_t value) {
        if (value < 128) {
            byte(value);
        } else if (value <= UINT8_MAX) {
            byte(0xcc);
            big_endian(value, 1);
        } else if (value <= UINT16_MAX) {
            byte(0xcd);
            big_endian(value, 2);
        } else if (value <= UINT32_MAX) {
            byte(0xce);
            big_endian(value, 4);
        } else {
            byte(0xcf);
            big_endian(value, 8);
        }
    }
    void signed_number(std::int64_t value) {
        const auto bits = static_cast<std::uint64_t>(value);
        if (value >= 0) {
            number(bits);
        } else if (value >= -32) {
            byte(bits & 0xffU);
        } else if (value >= INT8_MIN) {
            byte(0xd0);
            big_endian(bits, 1);
        } else if (value >= INT16_MIN) {
            byte(0xd1);
            big_endian(bits, 2);
        } else if (value >= INT32_MIN) {
            byte(0xd2);
            big_endian(bits, 4);
        } else {
            byte(0xd3);
            big_endian(bits, 8);
        }
    }

  private:
    void byte(std::uint64_t value) { out_.push_back(static_cast<std::uint8_t>(value)); }
    void big_endian(std::uint64_t value, unsigned bytes) {
        for (unsigned left = bytes; left-- > 0;) {
            byte(value >> (8 * left) & 0xffU);
        }
    }

    std::vector<std::uint8_t>& out_;
};

/// Appends to a text that ends where a value may stand. Texts are not escaped: an action's own
/// texts are numbers, ids and words of the protocol.
class JsonSink {
  public:
    explicit JsonSink(std::string& out) : out_(out) {}

    void begin_map(std::size_t) { open('{'); }
    void end_map() { out_ += '}'; }
    void begin_array(std::size_t) { open('['); }
    void end_array() { out_ += ']'; }
    void key(std::string_view name) {
        text(name);
        out_ += ':';
    }
    void text(std::string_view letters) {
        open('"');
        out_ += letters;
        out_ += '"';
    }
    void boolean(bool value) {
        separate();
        out_ += value ? "true" : "false";
    }
    void number(std::uint64_t value) { digits(value); }
    void signed_number(std::int64_t value) { digits(value); }

  private:
    void open(char letter) {
        separate();
        out_ += letter;
    }
    void separate() {
        const char before = out_.empty() ? ':' : out_.back();
        if (before != '{' && before != '[' && before != ':') {
            out_ += ',';
        }
    }
    template <typename Int>
    void digits(Int value) {
        separate();
        char letters[24];
        const auto end = std::to_chars(letters, letters + sizeof letters, value).ptr;
        out_.append(letters, end);
    }

    std::string& out_;
};

}  // namespace maxmin::wire::hyperliquid
