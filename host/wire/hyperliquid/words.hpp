// The protocol's words for the choices an order has, both ways.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "host/wire/hyperliquid/action.hpp"

namespace maxmin::wire::hyperliquid {

inline constexpr std::array<std::string_view, 4> tif_words = {"Alo", "Ioc", "Gtc",
                                                              "FrontendMarket"};
inline constexpr std::array<std::string_view, 2> trigger_words = {"tp", "sl"};
inline constexpr std::array<std::string_view, 3> grouping_words = {"na", "normalTpsl",
                                                                   "positionTpsl"};

constexpr std::string_view word_of(Tif tif) {
    return tif_words[static_cast<std::size_t>(tif)];
}
constexpr std::string_view word_of(TriggerKind kind) {
    return trigger_words[static_cast<std::size_t>(kind)];
}
constexpr std::string_view word_of(Grouping grouping) {
    return grouping_words[static_cast<std::size_t>(grouping)];
}

/// The choice a word stands for, words in the order of the enumerators.
template <typename Choice, std::size_t Count>
std::optional<Choice> choice_of(const std::array<std::string_view, Count>& words,
                                std::string_view word) {
    for (std::size_t i = 0; i < Count; ++i) {
        if (words[i] == word) {
            return static_cast<Choice>(i);
        }
    }
    return std::nullopt;
}

}  // namespace maxmin::wire::hyperliquid
