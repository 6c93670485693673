// Asset keys of the models: Hawkes fill rates, signals, particle filter, quote grid.
#include "host/config/asset_lists.hpp"
#include "host/market/event.hpp"

namespace maxmin::config {
namespace {

constexpr double day_s = 86'400.0;

/// `access` yields the HawkesParams of one side.
template <typename Access>
void add_hawkes_side(AssetList& list, const std::string& table, Access access) {
    list.add(
        table + "lambda_base", [access](auto& root) -> auto& { return access(root).lambda_base; },
        {"1/s", above_to(0, 1e6), "Fills at zero depth in a balanced book.", {}});
    list.add(table + "kappa", [access](auto& root) -> auto& { return access(root).kappa; },
             {"1/bps", above_to(0, 100), "Decay of fills with the offset from the mid.", {}});
    list.add(table + "rho", [access](auto& root) -> auto& { return access(root).rho; },
             {"ratio", above_to(0, 1), "Factor per level beyond the first.", {}});
    list.add(table + "beta_imbalance",
             [access](auto& root) -> auto& { return access(root).beta_imbalance; },
             {"ratio", closed(0, 1), "Weight of the book's balance.", {}});
    list.add(table + "alpha", [access](auto& root) -> auto& { return access(root).alpha; },
             {"1/s", closed(0, 1e6), "Jump of the intensity at a fill.", {}});
    list.add(
        table + "beta_decay", [access](auto& root) -> auto& { return access(root).beta_decay; },
        {"1/s", above_to(0, 1e6), "Decay of that jump; above alpha.", {}});
    list.add(table + "memory_window",
             [access](auto& root) -> auto& { return access(root).memory_window; },
             {"s", above_to(0, day_s), "A fill older than this no longer excites.", {}});
}

void add_signal(AssetList& list) {
    list.add("signal.fill_rates", MAXMIN_MEMBER(signal.fill_rates),
             {"",
              {},
              "Fill rates of the quote grid: as configured, or from how deep trades reach.",
              {}});
    list.add("signal.fill_shortfall", MAXMIN_MEMBER(signal.fill_shortfall),
             {"", {}, "Quote for what fills are worth signal.horizon_s later, as measured.", {}});
    list.add("signal.fill_rate_memory_s", MAXMIN_MEMBER(signal.fill_rate_memory_s),
             {"s", above_to(0, day_s), "Forgetting time of the estimated fill rates.", {}});
    list.add("signal.trade_flow_half_life_s", MAXMIN_MEMBER(signal.trade_flow_half_life_s),
             {"s", above_to(0, day_s), "Half-life of the signed trade flow.", {}});
    list.add("signal.horizon_s", MAXMIN_MEMBER(signal.horizon_s),
             {"s", above_to(0, day_s), "The signal predicts the mid's change over this time.", {}});
    list.add("signal.learning_rate", MAXMIN_MEMBER(signal.learning_rate),
             {"", above_to(0, 1), "Step of the signal's regression.", {}});
    list.add(
        "signal.label_clip_bps", MAXMIN_MEMBER(signal.label_clip_bps),
        {"bps", above_to(0, 10'000), "Larger mid changes are cut to this before learning.", {}});
    list.add("signal.error_memory_s", MAXMIN_MEMBER(signal.error_memory_s),
             {"s", above_to(0, day_s), "Forgetting time of the out-of-sample error.", {}});
    list.add("signal.imbalance_levels", MAXMIN_MEMBER(signal.imbalance_levels),
             {"levels", closed(1, market::book_levels_max), "Book levels in the imbalance.", {}});
}

void add_filter(AssetList& list) {
    list.add("filter.observation_interval_s", MAXMIN_MEMBER(filter.observation_interval_s),
             {"s", closed(0, 3'600), "Mid changes are gathered at least this long.", {}});
    list.add(
        "filter.volatility_annual", MAXMIN_MEMBER(filter.volatility_annual),
        {"1/sqrt(year)", above_to(0, 50), "Prior median of volatility; 0.6 = 60 % a year.", {}});
    list.add("filter.volatility_log_sd", MAXMIN_MEMBER(filter.volatility_log_sd),
             {"", closed(0, 5), "Prior standard deviation of its logarithm.", {}});
    list.add("filter.half_life_s", MAXMIN_MEMBER(filter.half_life_s),
             {"s", above_to(0, 1e7), "Prior median of the half-life of log-variance.", {}});
    list.add("filter.half_life_log_sd", MAXMIN_MEMBER(filter.half_life_log_sd),
             {"", closed(0, 5), "Prior standard deviation of its logarithm.", {}});
    list.add("filter.variability", MAXMIN_MEMBER(filter.variability),
             {"",
              above_to(0, 10),
              "Prior median of the stationary standard deviation of log-variance.",
              {}});
    list.add("filter.variability_log_sd", MAXMIN_MEMBER(filter.variability_log_sd),
             {"", closed(0, 5), "Prior standard deviation of its logarithm.", {}});
    list.add("filter.drift_half_life_s", MAXMIN_MEMBER(filter.drift_half_life_s),
             {"s", above_to(0, 1e7), "Half-life of the drift.", {}});
    list.add("filter.drift_sd_bps_per_s", MAXMIN_MEMBER(filter.drift_sd_bps_per_s),
             {"bps/s",
              closed(0, 1'000),
              "Stationary standard deviation of the drift; 0 = no drift.",
              {}});
    list.add("filter.observation_noise_bps", MAXMIN_MEMBER(filter.observation_noise_bps),
             {"bps", closed(0, 1'000), "The mid's own noise, on top of the tick's.", {}});
    list.add("filter.warm_up_s", MAXMIN_MEMBER(filter.warm_up_s),
             {"s", closed(0, day_s), "No quote before this much of observed time.", {}});
}

void add_grid(AssetList& list) {
    list.add("grid.risk_aversion", MAXMIN_MEMBER(grid.risk_aversion),
             {"1/(bps lot)", closed(0, 1e6), "Aversion to the variance of inventory.", {}});
    list.add("grid.fill_aversion", MAXMIN_MEMBER(grid.fill_aversion),
             {"1/(bps lot)", closed(0, 1e6), "Aversion to the risk of fills.", {}});
    list.add("grid.running_penalty", MAXMIN_MEMBER(grid.running_penalty),
             {"bps/(lot s)", closed(0, 1e6), "Cost of squared inventory per second.", {}});
    list.add("grid.nodes_max", MAXMIN_MEMBER(grid.nodes_max),
             {"nodes", closed(3, 4'001), "Inventories of the quote grid at most.", {}});
    list.add("grid.fill_rate_uncertainty", MAXMIN_MEMBER(grid.fill_rate_uncertainty),
             {"share",
              {.low = 0, .high = 1, .high_open = true},
              "Relative half-width of the box on the arrival rate.",
              {}});
}

}  // namespace

void add_hawkes_keys(AssetList& list) {
    list.named_by(NamedBy::guide);
    add_hawkes_side(list, "hawkes.bid.", MAXMIN_MEMBER(hawkes.bid));
    add_hawkes_side(list, "hawkes.ask.", MAXMIN_MEMBER(hawkes.ask));
}

void add_model_keys(AssetList& list) {
    list.named_by(NamedBy::ours);
    add_signal(list);
    add_filter(list);
    add_grid(list);
}

void add_hawkes_shorthands(KeySpace& space) {
    const std::string bid = "hawkes.bid.";
    for (std::size_t key = 0; key < space.keys.size(); ++key) {
        const std::string& path = space.keys[key].path;
        if (path.starts_with(bid)) {
            const std::string name = path.substr(bid.size());
            space.shorthands.push_back(
                {.path = "hawkes." + name, .targets = {key, space.index_of("hawkes.ask." + name)}});
        }
    }
}

}  // namespace maxmin::config
