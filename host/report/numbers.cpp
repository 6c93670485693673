#include "host/report/numbers.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace maxmin::report {
namespace {

std::string fixed_digits(double value, int decimals) {
    std::array<char, 400> text{};  // the largest double has 309 digits before the point
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   std::chars_format::fixed, decimals);
    return {text.data(), end.ptr};
}

bool is_zero_text(const std::string& text) {
    return text.find_first_not_of("-0.") == std::string::npos;
}

std::string padded(std::int64_t value, int width) {
    std::string text = std::to_string(value);
    if (static_cast<int>(text.size()) < width) {
        text.insert(0, static_cast<std::size_t>(width) - text.size(), '0');
    }
    return text;
}

}  // namespace

std::string exact_text(double value) {
    if (!std::isfinite(value)) {
        return {};
    }
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

std::string rounded_text(double value, int digits) {
    if (!std::isfinite(value)) {
        return {};
    }
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   std::chars_format::general, digits);
    return {text.data(), end.ptr};
}

std::string fixed_text(double value, int decimals) {
    if (!std::isfinite(value)) {
        return "-";
    }
    std::string text = fixed_digits(value, decimals);
    if (text.front() == '-' && is_zero_text(text)) {
        text.erase(0, 1);
    }
    return text;
}

std::string signed_text(double value, int decimals) {
    std::string text = fixed_text(value, decimals);
    if (text.front() != '-' && !is_zero_text(text)) {
        text.insert(0, 1, '+');
    }
    return text;
}

std::string grouped_text(double value, int decimals) {
    std::string text = fixed_text(value, decimals);
    const std::size_t first = text.front() == '-' ? 1 : 0;
    std::size_t at = text.find('.');
    if (at == std::string::npos) {
        at = text.size();
    }
    while (at > first + 3) {
        at -= 3;
        text.insert(at, 1, ',');
    }
    return text;
}

std::string hash_text(std::uint64_t hash) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16);
    const auto length = static_cast<std::size_t>(end.ptr - digits.data());
    return "0x" + std::string(digits.size() - length, '0') + std::string(digits.data(), length);
}

std::string utc_text(Timestamp time, int decimals) {
    using namespace std::chrono;
    const sys_time<std::chrono::nanoseconds> instant{std::chrono::nanoseconds(time.ns())};
    const auto midnight = floor<days>(instant);
    const year_month_day date(midnight);
    const hh_mm_ss clock(instant - midnight);
    std::string text = padded(static_cast<int>(date.year()), 4) + '-' +
                       padded(static_cast<unsigned>(date.month()), 2) + '-' +
                       padded(static_cast<unsigned>(date.day()), 2) + ' ' +
                       padded(clock.hours().count(), 2) + ':' + padded(clock.minutes().count(), 2) +
                       ':' + padded(clock.seconds().count(), 2);
    if (decimals > 0) {
        text += '.' +
                padded(clock.subseconds().count(), 9).substr(0, static_cast<std::size_t>(decimals));
    }
    return text + " UTC";
}

std::string span_text(Duration duration) {
    const std::int64_t total_s = duration.value() / 1'000'000'000;
    const std::int64_t days = total_s / 86'400;
    const std::int64_t hours = total_s / 3'600 % 24;
    const std::int64_t minutes = total_s / 60 % 60;
    if (days > 0) {
        return std::to_string(days) + " d " + std::to_string(hours) + " h";
    }
    if (hours > 0) {
        return std::to_string(hours) + " h " + padded(minutes, 2) + " min";
    }
    if (minutes > 0) {
        return std::to_string(minutes) + " min " + padded(total_s % 60, 2) + " s";
    }
    return fixed_text(to_seconds(duration), 1) + " s";
}

}  // namespace maxmin::report
