#include "host/app/bench_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "host/report/numbers.hpp"
#include "host/report/text_table.hpp"

namespace maxmin::app {
namespace {

struct Name {
    std::string kernel;
    std::string who;      // cpu, cuda, plain, ...; empty for what has one version only
    std::string how;      // what follows who, as in cpu_float
    std::string variant;  // cold, liu_west, ...
    std::vector<std::pair<std::string, std::int64_t>> sizes;  // without threads
    std::int64_t threads = 1;
};

std::vector<std::string> parts_of(const std::string& name) {
    std::vector<std::string> parts(1);
    for (const char letter : name) {
        if (letter == '/') {
            parts.emplace_back();
        } else {
            parts.back() += letter;
        }
    }
    return parts;
}

Name parse(const std::string& text) {
    const std::vector<std::string> parts = parts_of(text);
    Name name{.kernel = parts.front(), .who = {}, .how = {}, .variant = {}, .sizes = {}};
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::size_t colon = parts[i].find(':');
        if (colon == std::string::npos) {
            if (i == 1) {
                const std::size_t end = std::min(parts[i].find('_'), parts[i].size());
                name.who = parts[i].substr(0, end);
                name.how = end < parts[i].size() ? parts[i].substr(end + 1) : "";
            } else {
                name.variant += name.variant.empty() ? "" : ", ";
                name.variant += parts[i];
            }
            continue;
        }
        const std::int64_t number = std::strtoll(parts[i].c_str() + colon + 1, nullptr, 10);
        if (parts[i].starts_with("threads:")) {
            name.threads = number;
        } else {
            name.sizes.emplace_back(parts[i].substr(0, colon), number);
        }
    }
    return name;
}

struct Kernel {
    std::string_view name;
    std::string_view title;
    std::string_view rate;
};

Kernel kernel_of(const std::string& name) {
    static constexpr Kernel known[]{
        {"particle_filter_step", "Particle filter, one step", "particle-steps/s"},
        {"particle_filter_replay", "Particle filter, 64 steps at once", "particle-steps/s"},
        {"quote_grid_stationary", "Worst-case quote grids", "grids/s"},
        {"step", "Whole step: filter, box, grid", "assets/s"},
        {"step_quiet", "Whole step, nothing new", "assets/s"},
        {"step_on_device", "Whole step, the GPU's kernels alone", "assets/s"},
        {"machine_multiply_add", "This core's fused multiplications", "flop/s"},
        {"machine_triad", "This core's memory", "byte/s"},
    };
    const auto* const found = std::ranges::find(known, name, &Kernel::name);
    return found != std::end(known) ? *found : Kernel{name, name, "items/s"};
}

std::string words(const std::string& part) {
    static const std::map<std::string, const char*> known{
        {"cpu", "CPU"},
        {"cuda", "GPU"},
        {"plain", "plain C++"},
        {"origin", "guide's origin"},
        {"float", "single precision"},
        {"floored", "with floors"},
        {"quantiles", "with quantiles"},
        {"fixed", "known parameters"},
        {"liu_west", "Liu-West"},
        {"liu_west_drift", "Liu-West and drift"},
    };
    const auto found = known.find(part);
    return found == known.end() ? part : found->second;
}

/// "assets x particles", which label_of's numbers count.
std::string units_of(const Name& name) {
    std::string units;
    for (const auto& size : name.sizes) {
        units += units.empty() ? "" : " x ";
        units += size.first == "problems" ? "grids" : size.first;
    }
    return units;
}

/// "Liu-West, 8 x 4,096, CPU, 2 threads"
std::string label_of(const Name& name) {
    std::string sizes;
    for (const auto& size : name.sizes) {
        sizes += sizes.empty() ? "" : " x ";
        sizes += report::grouped_text(static_cast<double>(size.second), 0);
    }
    const std::string threads =
        name.threads > 1 ? std::to_string(name.threads) + " threads" : std::string();
    std::string label;
    for (const std::string& part :
         {words(name.variant), sizes, words(name.who), words(name.how), threads}) {
        label += label.empty() || part.empty() ? "" : ", ";
        label += part;
    }
    return label.empty() ? "one core" : label;
}

std::string time_text(double us) {
    if (std::isnan(us)) {
        return "-";
    }
    const double shown = us >= 1e3 ? us * 1e-3 : us;
    return report::fixed_text(shown, shown >= 100  ? 0
                                     : shown >= 10 ? 1
                                                   : 2) +
           (us >= 1e3 ? " ms" : " us");
}

std::string rate_text(double per_second) {
    if (std::isnan(per_second)) {
        return "-";
    }
    struct Prefix {
        double size;
        const char* letter;
    };
    for (const Prefix prefix : {Prefix{1e9, " G"}, Prefix{1e6, " M"}, Prefix{1e3, " k"}}) {
        if (per_second >= prefix.size) {
            const double shown = per_second / prefix.size;
            return report::fixed_text(shown, shown >= 100  ? 0
                                             : shown >= 10 ? 1
                                                           : 2) +
                   prefix.letter;
        }
    }
    return report::fixed_text(per_second, 1);
}

std::string over_plain(const Measurement& one, const Name& name, std::span<const Measurement> all) {
    if (name.who != "cpu" && name.who != "cuda") {
        return "-";
    }
    for (const Measurement& other : all) {
        const Name plain = parse(other.name);
        if (plain.who == "plain" && plain.kernel == name.kernel && plain.variant == name.variant &&
            plain.sizes == name.sizes && other.per_second > 0.0) {
            return report::fixed_text(one.per_second / other.per_second, 1) + " x";
        }
    }
    return "-";
}

/// The table of one kernel; a column in which no row has a figure is left out.
std::string table_of(const std::string& kernel_name, std::span<const Measurement> all) {
    const Kernel kernel = kernel_of(kernel_name);
    std::string units;
    std::string missing;
    std::vector<std::vector<std::string>> rows;
    for (const Measurement& one : all) {
        const Name name = parse(one.name);
        if (name.kernel != kernel_name) {
            continue;
        }
        if (!one.error.empty()) {
            missing += "  " + label_of(name) + ": not measured, " + one.error + '\n';
            continue;
        }
        units = units_of(name);
        rows.push_back({label_of(name), time_text(one.p50_us), time_text(one.p99_us),
                        time_text(one.p999_us), rate_text(one.per_second),
                        over_plain(one, name, all)});
    }
    if (rows.empty()) {
        return "  " + std::string(kernel.title) + '\n' + missing;
    }
    const std::vector<std::string> header{
        std::string(kernel.title) + (units.empty() ? std::string() : " (" + units + ")"),
        "p50",
        "p99",
        "p99.9",
        std::string(kernel.rate),
        "over plain"};
    const auto shown = [&](const std::vector<std::string>& cells) {
        std::vector<std::string> kept;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            if (std::ranges::any_of(rows, [&](const auto& row) { return row[column] != "-"; })) {
                kept.push_back(cells[column]);
            }
        }
        return kept;
    };
    report::TextTable table(shown(header));
    for (const std::vector<std::string>& row : rows) {
        table.add(shown(row));
    }
    return table.text(false) + missing;
}

}  // namespace

std::string bench_tables(std::span<const Measurement> all) {
    std::vector<std::string> kernels;
    for (const Measurement& one : all) {
        const std::string kernel = parse(one.name).kernel;
        if (std::ranges::find(kernels, kernel) == kernels.end()) {
            kernels.push_back(kernel);
        }
    }
    std::string text;
    for (const std::string& kernel : kernels) {
        text += text.empty() ? "" : "\n";
        text += table_of(kernel, all);
    }
    return text;
}

std::string step_share_lines(std::span<const Measurement> all, double step_interval_ms) {
    std::string text;
    for (const char* const who : {"cpu", "cuda"}) {
        const Measurement* largest = nullptr;
        std::int64_t assets = 0;
        for (const Measurement& one : all) {
            const Name name = parse(one.name);
            if (name.kernel == "step" && name.who == who && name.threads == 1 &&
                name.sizes.size() == 2 && name.sizes.front().second > assets &&
                !std::isnan(one.p99_us)) {
                assets = name.sizes.front().second;
                largest = &one;
            }
        }
        if (largest != nullptr) {
            text += "A step of " + report::grouped_text(static_cast<double>(assets), 0) +
                    (assets == 1 ? " asset" : " assets") + " on the " + words(who) + " takes " +
                    time_text(largest->p99_us) + " at p99, " +
                    report::fixed_text(0.1 * largest->p99_us / step_interval_ms, 1) + " % of the " +
                    report::fixed_text(step_interval_ms, 0) + " ms from one step to the next.\n";
        }
    }
    return text;
}

}  // namespace maxmin::app
