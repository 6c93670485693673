// Three levels against one on the synthetic market, same seeds, same price paths and orders: what
// the integration guide's claim of 1.2-1.5x (stable) and 1.5-2.0x (momentum) fills comes to.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/experiments/statistics.hpp"
#include "host/backtest/config.hpp"
#include "host/engine/config.hpp"

namespace maxmin::bench {

/// Same long-run order rate in all. stable: independent orders. momentum: seven in ten orders are
/// brought about by earlier ones of their side. momentum_with_impact: and each moves the mid.
enum class Regime : std::uint8_t { stable, momentum, momentum_with_impact };
inline constexpr std::array regimes{Regime::stable, Regime::momentum, Regime::momentum_with_impact};

/// three_levels: the guide's ladder. one_total: one level with the whole size per side.
/// one_first: one level with the ladder's first size. All quote from the worst-case grid of their
/// own mode, with the same fees, box, signal, latency and largest position.
enum class Arm : std::uint8_t { three_levels, one_total, one_first };
inline constexpr std::array arms{Arm::three_levels, Arm::one_total, Arm::one_first};

std::string_view to_string(Regime regime);
std::string_view to_string(Arm arm);

struct MultiLevelRun {
    double duration_s = 3600.0;
    int seeds = 10;
};

backtest::SyntheticMarket regime_market(Regime regime, double duration_s, std::uint64_t seed);
engine::Config arm_config(Arm arm);

/// Per hour of quoting market, one entry a seed.
struct ArmResult {
    std::vector<double> fills;
    std::vector<double> volume_coin;
    std::vector<double> profit_usd;
    std::vector<double> inventory_abs_coin;
};

ArmResult run_arm(Arm arm, Regime regime, const MultiLevelRun& run);

}  // namespace maxmin::bench
