// Named sets of values for the ladder (preset) and for the uncertainty box (robust_preset). Figures
// of the presets in the code that the integration guide belongs to.
#include <array>

#include "host/config/asset_lists.hpp"

namespace maxmin::config {
namespace {

struct LadderPreset {
    std::string_view name;
    std::int64_t max_levels;
    double min_profitable_spread_bps;
    double level_spacing_bps;
    double total_size_per_side;
    double inventory_risk_limit;
    double directional_aggression;
    double momentum_threshold;
    double momentum_tightening_bps;
    double inventory_urgency_threshold;
};

constexpr std::array ladder_presets{
    LadderPreset{"conservative", 3, 5.0, 3.0, 50.0, 0.5, 1.0, 1.5, 0.5, 0.9},
    LadderPreset{"aggressive", 5, 4.0, 2.0, 200.0, 0.8, 3.0, 1.2, 1.5, 0.7},
    LadderPreset{"momentum", 3, 4.0, 1.5, 100.0, 0.7, 2.0, 1.1, 2.0, 0.75},
    LadderPreset{"inventory", 2, 6.0, 4.0, 100.0, 0.5, 4.0, 1.4, 1.0, 0.6},
    LadderPreset{"volatile", 3, 8.0, 5.0, 75.0, 0.4, 1.5, 1.6, 0.5, 0.85},
};

struct BoxPreset {
    std::string_view name;
    double robustness_level;
    double min_epsilon_mu;
    double min_epsilon_sigma;
};

constexpr std::array box_presets{
    BoxPreset{"conservative", 0.9, 0.1, 1.0},
    BoxPreset{"moderate", 0.7, 0.2, 2.0},
    BoxPreset{"aggressive", 0.5, 0.3, 3.0},
};

}  // namespace

void add_presets(KeySpace& space) {
    for (const LadderPreset& preset : ladder_presets) {
        const auto key = [&](const std::string& name) {
            return space.index_of("multi_level_config." + name);
        };
        space.presets.push_back(
            {.path = "preset",
             .name = preset.name,
             .values = {{key("max_levels"), preset.max_levels},
                        {key("min_profitable_spread_bps"), preset.min_profitable_spread_bps},
                        {key("level_spacing_bps"), preset.level_spacing_bps},
                        {key("total_size_per_side"), preset.total_size_per_side},
                        {key("inventory_risk_limit"), preset.inventory_risk_limit},
                        {key("directional_aggression"), preset.directional_aggression},
                        {key("momentum_threshold"), preset.momentum_threshold},
                        {key("momentum_tightening_bps"), preset.momentum_tightening_bps},
                        {key("inventory_urgency_threshold"), preset.inventory_urgency_threshold}}});
    }
    for (const BoxPreset& preset : box_presets) {
        const auto key = [&](const std::string& name) {
            return space.index_of("robust_config." + name);
        };
        space.presets.push_back({.path = "robust_preset",
                                 .name = preset.name,
                                 .values = {{key("robustness_level"), preset.robustness_level},
                                            {key("min_epsilon_mu"), preset.min_epsilon_mu},
                                            {key("min_epsilon_sigma"), preset.min_epsilon_sigma}}});
    }
}

}  // namespace maxmin::config
