#include "host/live/recorder.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "host/base/error.hpp"

namespace maxmin::live {
namespace {

constexpr std::int64_t day_ns = 86'400'000'000'000;
constexpr std::size_t frame_bytes_usual = 1U << 16U;

std::string day_name(std::int64_t day) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "frames-%04d%02u%02u.zst",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    return text.data();
}

}  // namespace

Recorder::Recorder(std::filesystem::path folder, Timestamp now, std::size_t ring_bytes)
    : folder_(std::move(folder)), ring_(ring_bytes) {
    line_.reserve(frame_bytes_usual);
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error) {
        throw InputError({.file = folder_.string(),
                          .field = "recording",
                          .wrong = "cannot be made: " + error.message(),
                          .right = "a folder that this user may write"});
    }
    day_ = now.ns() / day_ns;
    file_ = std::make_unique<ZstdFile>(folder_ / day_name(day_));
    flushed_ = now;
}

void Recorder::frame(std::string_view text, Timestamp local_time) noexcept {
    std::array<char, 24> number{};
    const auto end = std::to_chars(number.data(), number.data() + number.size(), local_time.ns());
    line_.assign(number.data(), end.ptr);
    line_ += ' ';
    for (const char letter : text) {
        line_ += letter == '\n' || letter == '\r' ? ' ' : letter;  // JSON has none that matters
    }
    line_ += '\n';
    ring_.push(line_);
}

void Recorder::turn_day(Timestamp now) {
    const std::int64_t day = now.ns() / day_ns;
    if (day == day_) {
        return;
    }
    day_ = day;
    try {
        flush(now);
        auto next = std::make_unique<ZstdFile>(folder_ / day_name(day));
        bytes_closed_ += file_->bytes_written();
        file_ = std::move(next);
    } catch (const InputError&) {
        ++write_failures_;
    }
}

void Recorder::write(Timestamp now) {
    turn_day(now);
    while (ring_.pop(record_)) {
        file_->add(record_);
        bytes_taken_ += static_cast<std::int64_t>(record_.size());
    }
    if (now - flushed_ >= milliseconds(900)) {
        flush(now);
    }
}

void Recorder::flush(Timestamp now) {
    flushed_ = now;
    write_failures_ += file_->flush() ? 0 : 1;
}

}  // namespace maxmin::live
