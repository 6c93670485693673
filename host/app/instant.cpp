#include "host/app/instant.hpp"

#include <array>
#include <charconv>
#include <chrono>

#include "host/market/decimal.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::app {
namespace {

constexpr std::string_view pattern = "0000-00-00 00:00:00";  // 0 stands for a digit

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

int number_at(std::string_view text, std::size_t first, std::size_t digits) {
    int number = 0;
    std::from_chars(text.data() + first, text.data() + first + digits, number);
    return number;
}

bool has_shape(std::string_view text) {
    if (text.size() < pattern.size()) {
        return false;
    }
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool fits = pattern[i] == '0'   ? is_digit(text[i])
                          : pattern[i] == ' ' ? text[i] == ' ' || text[i] == 'T'
                                              : text[i] == pattern[i];
        if (!fits) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::optional<Timestamp> parse_instant(std::string_view text) {
    if (!has_shape(text)) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date(
        std::chrono::year(number_at(text, 0, 4)),
        std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
        std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2))));
    const int hour = number_at(text, 11, 2);
    const int minute = number_at(text, 14, 2);
    const int second = number_at(text, 17, 2);
    std::string_view rest = text.substr(pattern.size());
    if (rest.ends_with('Z')) {
        rest.remove_suffix(1);
    }
    std::optional<std::int64_t> fraction_ns = 0;
    if (!rest.empty()) {
        if (rest.front() != '.' || rest.size() < 2 || rest.size() > 10) {
            return std::nullopt;
        }
        std::string fraction(1, '0');
        fraction_ns = market::parse_decimal(fraction += rest, 9);
    }
    if (!date.ok() || hour > 23 || minute > 59 || second > 59 || !fraction_ns) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const Duration since_midnight = seconds(hour * 3600 + minute * 60 + second);
    return Timestamp() + seconds(days * 86'400) + since_midnight + Duration(*fraction_ns);
}

std::string instant_text(Timestamp time) {
    std::string text = report::utc_text(time, 9);  // "2025-09-04 20:00:00.000000000 UTC"
    text[10] = 'T';
    text.erase(text.find(" UTC"));
    while (text.ends_with("000")) {
        text.erase(text.size() - 3);
    }
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text + 'Z';
}

}  // namespace maxmin::app
