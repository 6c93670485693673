#include "host/live/recorder.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

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

Recorder::Recorder(std::filesystem::path folder, std::size_t ring_bytes)
    : folder_(std::move(folder)), ring_(ring_bytes) {
    line_.reserve(frame_bytes_usual);
    std::filesystem::create_directories(folder_);
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
    file_ = std::make_unique<ZstdFile>(folder_ / day_name(day));
    flushed_ = now;
}

void Recorder::write(Timestamp now) {
    turn_day(now);
    while (ring_.pop(record_)) {
        file_->add(record_);
    }
    if (now - flushed_ >= milliseconds(900)) {
        flushed_ = now;
        write_failures_ += file_->flush() ? 0 : 1;
    }
}

}  // namespace maxmin::live
