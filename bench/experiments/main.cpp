// Prints the experiments of bench/RESULTS.md as Markdown tables:
//   maxmin_experiments multi_level [seeds] [seconds]
//   maxmin_experiments robustness [paths] [engine seeds]
#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/experiments/multi_level.hpp"
#include "bench/experiments/robustness.hpp"

namespace maxmin::bench {
namespace {

std::string text_of(const Estimate& estimate, int decimals) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f ± %.*f", decimals, estimate.value, decimals,
                  estimate.standard_error);
    return text;
}

void print_multi_level(const MultiLevelRun& run) {
    std::printf("%d seeds of %.0f s; ± is one standard error over seeds.\n\n", run.seeds,
                run.duration_s);
    std::printf(
        "| regime | quotes | fills/h | coin/h | profit USD/h | mean abs inventory, coin | fills, "
        "three levels over this | coin, three levels over this |\n"
        "|---|---|---|---|---|---|---|---|\n");
    for (const Regime regime : regimes) {
        const ArmResult ladder = run_arm(Arm::three_levels, regime, run);
        for (const Arm arm : arms) {
            const bool is_ladder = arm == Arm::three_levels;
            const ArmResult other = is_ladder ? ladder : run_arm(arm, regime, run);
            const std::string fills =
                is_ladder ? "" : text_of(ratio_of(ladder.fills, other.fills), 3);
            const std::string coin =
                is_ladder ? "" : text_of(ratio_of(ladder.volume_coin, other.volume_coin), 3);
            std::printf("| %s | %s | %s | %s | %s | %s | %s | %s |\n", to_string(regime).data(),
                        to_string(arm).data(), text_of(mean_of(other.fills), 1).c_str(),
                        text_of(mean_of(other.volume_coin), 1).c_str(),
                        text_of(mean_of(other.profit_usd), 3).c_str(),
                        text_of(mean_of(other.inventory_abs_coin), 3).c_str(), fills.c_str(),
                        coin.c_str());
        }
    }
}

void print_paths(int paths) {
    std::printf("%d paths of 600 s; ± is one standard error.\n\n", paths);
    std::printf(
        "| truth | quotes | mean profit, bps x lot | 5 %% quantile | sd of final inventory, lots | "
        "mean abs inventory | gain/s, risk charged | policy evaluation |\n"
        "|---|---|---|---|---|---|---|---|\n");
    for (const Truth truth : truths) {
        for (const bool robust : {false, true}) {
            const RobustnessCell cell = run_cell(robust, truth, paths);
            const Policy policy = solve_policy(experiment_problem(robust));
            const bool known = truth == Truth::believed || truth == Truth::worst;
            char exact[32] = "";
            if (known) {
                std::snprintf(exact, sizeof exact, "%.4f",
                              policy_gain(experiment_problem(truth == Truth::worst), policy));
            }
            std::printf(
                "| %s | %s | %s | %s | %s | %s | %s | %s |\n", to_string(truth).data(),
                robust ? "robust" : "nominal", text_of(cell.profit, 2).c_str(),
                text_of(cell.profit_q05, 2).c_str(), text_of(cell.inventory_end_sd, 3).c_str(),
                text_of(cell.inventory_abs, 3).c_str(), text_of(cell.gain_rate, 4).c_str(), exact);
        }
    }
}

void print_engine(int seeds) {
    std::printf("\nThe whole engine, %d markets of 900 s.\n\n", seeds);
    std::printf(
        "| truth | quotes | mean profit, USD | 5 %% quantile | sd of final inventory, coin | mean "
        "abs inventory |\n|---|---|---|---|---|---|\n");
    for (const bool is_belief_wrong : {false, true}) {
        for (const bool robust : {false, true}) {
            const EngineCell cell = run_engine_cell(robust, is_belief_wrong, seeds);
            std::printf("| %s | %s | %s | %s | %s | %s |\n",
                        is_belief_wrong ? "120 % a year, 0.05 bps/s" : "60 % a year, no drift",
                        robust ? "robust" : "nominal", text_of(mean_of(cell.profit_usd), 3).c_str(),
                        text_of(quantile_of(cell.profit_usd, 0.05), 3).c_str(),
                        text_of(deviation_of(cell.inventory_end_coin), 2).c_str(),
                        text_of(mean_of(cell.inventory_abs_coin), 2).c_str());
        }
    }
}

int number(int argc, char** argv, int index, int otherwise) {
    return argc > index ? std::atoi(argv[index]) : otherwise;
}

int run(int argc, char** argv) {
    const std::string which = argc > 1 ? argv[1] : "";
    if (which == "multi_level") {
        print_multi_level({.duration_s = static_cast<double>(number(argc, argv, 3, 3600)),
                           .seeds = number(argc, argv, 2, 20)});
    } else if (which == "robustness") {
        print_paths(number(argc, argv, 2, 20'000));
        print_engine(number(argc, argv, 3, 60));
    } else {
        std::fprintf(stderr, "usage: maxmin_experiments multi_level|robustness [sizes]\n");
        return 2;
    }
    return 0;
}

}  // namespace
}  // namespace maxmin::bench

int main(int argc, char** argv) {
    return maxmin::bench::run(argc, argv);
}
