#include "host/app/startup.hpp"

#include <algorithm>

#include "host/app/exit_error.hpp"
#include "host/config/errors.hpp"
#include "host/config/validate.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::app {
namespace {

constexpr std::size_t lines_max = 10;

/// Cents where they matter.
std::string usd_text(double usd) {
    return report::fixed_text(usd, usd < 1e4 ? 2 : 0);
}

/// `4000 USD -> 0.03645 BTC = 4000 USD`
std::string rounding(double asked, Lots lots, const engine::Asset& asset, double mid_usd) {
    const market::Instrument& instrument = asset.setup.instrument;
    const bool is_usd = asset.config->quote.size_unit == quote::SizeUnit::usd;
    return report::exact_text(asked) + " " + (is_usd ? "USD" : instrument.symbol) + " -> " +
           market::format_decimal(lots.value(), instrument.size_decimals) + " " +
           instrument.symbol + " = " + usd_text(instrument.size_coin(lots) * mid_usd) + " USD";
}

std::string size_line(const engine::Asset& asset, double mid_usd) {
    const quote::ResolvedQuoteConfig& resolved = asset.setup.quote;
    const quote::QuoteConfig& config = asset.config->quote;
    const bool is_ladder = config.enable_multi_level;
    std::string name = asset.setup.instrument.symbol;
    name.resize(std::max<std::size_t>(name.size(), 5), ' ');
    return name + " asked " +
           rounding(
               is_ladder ? config.multi_level_config.total_size_per_side : config.target_liquidity,
               is_ladder ? resolved.total_size_per_side : resolved.target_liquidity, asset,
               mid_usd) +
           " a side, " +
           rounding(config.max_absolute_position_size, resolved.max_position, asset, mid_usd) +
           " at most";
}

}  // namespace

std::string judge_backend(engine::BackendChoice wanted, const Machine& machine) {
    const bool is_usable = machine.has_cuda_build && machine.has_nvidia_driver;
    if (wanted == engine::BackendChoice::cuda && !is_usable) {
        throw ExitError(
            ExitCode::backend_unavailable,
            machine.has_cuda_build
                ? "run.backend = \"cuda\": no NVIDIA driver is loaded; use \"auto\" or \"cpu\""
                : "run.backend = \"cuda\": this binary was built without CUDA; use \"auto\" or "
                  "\"cpu\"");
    }
    const bool falls_back = wanted == engine::BackendChoice::automatic && machine.has_cuda_build &&
                            !machine.has_nvidia_driver;
    return falls_back ? "no CUDA device; the CPU path is used" : "";
}

std::vector<InputFault> judge_values(const config::Loaded& loaded,
                                     std::span<const market::Instrument> instruments,
                                     std::span<const double> mid_usd) {
    std::vector<config::AssetPrice> prices;
    for (std::size_t i = 0; i < mid_usd.size(); ++i) {
        prices.push_back(
            {.mid_usd = mid_usd[i], .minimum_value_usd = instruments[i].minimum_value_usd});
    }
    config::Findings findings = config::check_values(loaded, prices);
    if (!findings.faults.empty()) {
        throw config::ConfigErrors(std::move(findings.faults));
    }
    return std::move(findings.warnings);
}

std::vector<std::string> size_lines(std::span<const engine::Asset> assets,
                                    std::span<const double> mid_usd) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < std::min(assets.size(), lines_max); ++i) {
        lines.push_back(size_line(assets[i], mid_usd[i]));
    }
    if (assets.size() > lines_max) {
        lines.push_back("and " + std::to_string(assets.size() - lines_max) + " more assets");
    }
    return lines;
}

}  // namespace maxmin::app
