// The words a user writes for each enumerator.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "host/engine/config.hpp"

namespace maxmin::config {

template <typename Enum>
struct Choices;

template <>
struct Choices<engine::BackendChoice> {
    using enum engine::BackendChoice;
    static constexpr std::array words{std::pair{std::string_view("auto"), automatic},
                                      std::pair{std::string_view("cpu"), cpu},
                                      std::pair{std::string_view("cuda"), cuda}};
};

template <>
struct Choices<engine::LogFormat> {
    using enum engine::LogFormat;
    static constexpr std::array words{std::pair{std::string_view("human"), human},
                                      std::pair{std::string_view("json"), json}};
};

template <>
struct Choices<engine::FoundPositions> {
    using enum engine::FoundPositions;
    static constexpr std::array words{std::pair{std::string_view("adopt"), adopt},
                                      std::pair{std::string_view("refuse"), refuse}};
};

template <>
struct Choices<engine::FoundOrders> {
    using enum engine::FoundOrders;
    static constexpr std::array words{std::pair{std::string_view("adopt"), adopt},
                                      std::pair{std::string_view("cancel"), cancel},
                                      std::pair{std::string_view("refuse"), refuse}};
};

template <>
struct Choices<live::DeadManChoice> {
    using enum live::DeadManChoice;
    static constexpr std::array words{std::pair{std::string_view("venue"), venue},
                                      std::pair{std::string_view("off"), off}};
};

template <>
struct Choices<paper::QueueModel> {
    using enum paper::QueueModel;
    static constexpr std::array words{std::pair{std::string_view("back"), back},
                                      std::pair{std::string_view("probabilistic"), probabilistic},
                                      std::pair{std::string_view("trade_only"), trade_only}};
};

template <>
struct Choices<paper::LatencyKind> {
    using enum paper::LatencyKind;
    static constexpr std::array words{std::pair{std::string_view("constant"), constant},
                                      std::pair{std::string_view("lognormal"), lognormal},
                                      std::pair{std::string_view("recorded"), recorded}};
};

template <>
struct Choices<quote::SizeUnit> {
    using enum quote::SizeUnit;
    static constexpr std::array words{std::pair{std::string_view("coin"), coin},
                                      std::pair{std::string_view("usd"), usd}};
};

template <>
struct Choices<market::AssetType> {
    using enum market::AssetType;
    static constexpr std::array words{std::pair{std::string_view("perp"), perp},
                                      std::pair{std::string_view("spot"), spot}};
};

template <>
struct Choices<signal::FillRates> {
    using enum signal::FillRates;
    static constexpr std::array words{std::pair{std::string_view("configured"), configured},
                                      std::pair{std::string_view("estimated"), estimated}};
};

}  // namespace maxmin::config
