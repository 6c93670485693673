#include "host/wire/hyperliquid/nonce.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>

#include "host/base/error.hpp"
#include "host/base/hash.hpp"
#include "host/market/decimal.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

// The mark is written to two places in turn, each a line of its own disk sector with a checksum: a
// write cut short by a crash leaves the older mark, above which nothing had been given out yet.
constexpr std::size_t slots = 2;
constexpr std::size_t slot_stride = 512;
constexpr std::size_t mark_digits = 20;
constexpr std::size_t line_length = mark_digits + 1 + mark_digits + 1;

std::string padded(std::uint64_t number) {
    std::string digits = std::to_string(number);
    return std::string(mark_digits - digits.size(), '0') + digits;
}

std::string line_of(std::uint64_t mark) {
    Hasher hasher;
    hasher.add_text("nonce mark");
    hasher.add(mark);
    return padded(mark) + ' ' + padded(hasher.value()) + '\n';
}

/// Empty for a line that was not written to its end.
std::optional<std::uint64_t> mark_of(std::string_view line) {
    const auto mark = market::parse_decimal(line.substr(0, mark_digits), 0);
    if (!mark || *mark < 0 || line != line_of(static_cast<std::uint64_t>(*mark))) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(*mark);
}

std::uint64_t ms_of(Timestamp time) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(time.ns(), 0) / 1'000'000);
}

/// Makes the file's name last: a file that vanished in a crash would take its mark along.
bool sync_folder(const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const int number = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = number >= 0 && ::fsync(number) == 0;
    if (number >= 0) {
        ::close(number);
    }
    return synced;
}

[[noreturn]] void fail(const std::filesystem::path& file, std::string wrong, std::string right) {
    throw InputError({.file = file.string(), .wrong = std::move(wrong), .right = std::move(right)});
}

}  // namespace

NonceSource::NonceSource(const std::filesystem::path& file, Duration reserve)
    : file_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
      reserve_ms_(static_cast<std::uint64_t>(std::max<std::int64_t>(reserve.value(), 1'000'000)) /
                  1'000'000) {
    if (file_ < 0) {
        fail(file, std::string("cannot open the nonce file: ") + std::strerror(errno),
             "a file that this user may read and write");
    }
    try {
        if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
            fail(file, "another process takes nonces from this file",
                 "one process a signer: stop the other, or approve a second agent");
        }
        if (!sync_folder(file)) {
            fail(file, std::string("cannot make the nonce file last: ") + std::strerror(errno),
                 "a folder that this user may read and write");
        }
        read_marks(file);
    } catch (...) {
        ::close(file_);
        throw;
    }
}

NonceSource::~NonceSource() {
    ::close(file_);
}

void NonceSource::read_marks(const std::filesystem::path& file) {
    std::array<char, slots * slot_stride> bytes{};
    const ssize_t got = ::pread(file_, bytes.data(), bytes.size(), 0);
    if (got < 0) {
        fail(file, std::string("cannot read the nonce file: ") + std::strerror(errno),
             "a file that this user may read and write");
    }
    std::optional<std::uint64_t> newest;
    for (std::size_t slot = 0; slot < slots; ++slot) {
        const auto mark = mark_of({bytes.data() + slot * slot_stride, line_length});
        if (mark && (!newest || *mark > *newest)) {
            newest = mark;
            writes_ = slot + 1;  // the next write goes to the other one
        }
    }
    // Bytes of the first write cut short are all zero or a piece of a line; nothing was given out.
    const bool first_write_cut = got <= static_cast<ssize_t>(line_length);
    if (!newest && !first_write_cut) {
        fail(file, "no readable mark in the nonce file",
             "a file written by this program, or none (nonces then start at the clock)");
    }
    mark_ = newest.value_or(0);
    last_ = mark_ == 0 ? 0 : mark_ - 1;
}

bool NonceSource::raise_mark(std::uint64_t above) {
    const std::lock_guard lock(writing_);
    if (mark_ > above) {
        return true;  // another thread was first
    }
    const std::uint64_t mark = above + reserve_ms_;
    const std::string line = line_of(mark);
    const auto place = static_cast<off_t>(writes_ % slots * slot_stride);
    if (::pwrite(file_, line.data(), line.size(), place) != static_cast<ssize_t>(line.size()) ||
        ::fdatasync(file_) != 0) {
        return false;
    }
    ++writes_;
    mark_ = mark;
    return true;
}

std::optional<std::uint64_t> NonceSource::next(Timestamp now) {
    const std::uint64_t now_ms = ms_of(now);
    std::uint64_t last = last_;
    while (true) {
        const std::uint64_t nonce = std::max(now_ms, last + 1);
        if (nonce >= mark_) {
            if (!raise_mark(nonce)) {
                return std::nullopt;
            }
        }
        if (last_.compare_exchange_weak(last, nonce)) {
            return nonce;
        }
    }
}

bool NonceSource::reserve_ahead(Timestamp now) {
    const std::uint64_t used = std::max<std::uint64_t>(ms_of(now), last_);
    return used + reserve_ms_ / 2 < mark_ || raise_mark(std::max<std::uint64_t>(used, mark_));
}

}  // namespace maxmin::wire::hyperliquid
