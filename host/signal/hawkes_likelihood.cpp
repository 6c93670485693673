#include "host/signal/hawkes_likelihood.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/assert.hpp"

namespace maxmin::signal {
namespace {

bool in_order(const HawkesParameters& parameters, const HawkesEvents& events) {
    if (events.time_s.size() != events.component.size()) {
        return false;
    }
    double last_s = parameters.knots_s.front();
    for (std::size_t k = 0; k < events.time_s.size(); ++k) {
        const bool after = k == 0 ? events.time_s[k] >= last_s : events.time_s[k] > last_s;
        const int component = events.component[k];
        if (!after || component < 0 || component >= parameters.components) {
            return false;
        }
        last_s = events.time_s[k];
    }
    return last_s <= events.end_s;
}

/// For every pair (i, j): unit = sum of exp(-decay age) and aged = sum of age exp(-decay age)
/// over the past events of j. d(jump unit)/d decay = -jump aged.
struct PairSums {
    std::vector<double> unit;
    std::vector<double> aged;

    void decay_over(const HawkesParameters& parameters, double dt_s) {
        for (std::size_t k = 0; k < unit.size(); ++k) {
            const double kept = std::exp(-parameters.decay[k] * dt_s);
            aged[k] = kept * (aged[k] + dt_s * unit[k]);
            unit[k] *= kept;
        }
    }
};

/// The event term ln lambda of event k and its derivatives.
void add_event(const HawkesParameters& parameters, const PairSums& sums, int component,
               std::size_t knot, HawkesGradient* gradient) {
    double intensity = parameters.baseline_at(component, knot);
    for (int j = 0; j < parameters.components; ++j) {
        const std::size_t k = parameters.cell(component, j);
        intensity += parameters.jump[k] * sums.unit[k];
    }
    gradient->log_likelihood += std::log(intensity);
    gradient->baseline[static_cast<std::size_t>(component) * parameters.knots_s.size() + knot] +=
        1.0 / intensity;
    for (int j = 0; j < parameters.components; ++j) {
        const std::size_t k = parameters.cell(component, j);
        gradient->jump[k] += sums.unit[k] / intensity;
        gradient->decay[k] -= parameters.jump[k] * sums.aged[k] / intensity;
    }
}

/// Minus the compensator an event of `source` adds to every component up to the end.
void subtract_offspring(const HawkesParameters& parameters, int source, double age_s,
                        HawkesGradient* gradient) {
    for (int i = 0; i < parameters.components; ++i) {
        const std::size_t k = parameters.cell(i, source);
        const double decay = parameters.decay[k];
        const double lived = -std::expm1(-decay * age_s) / decay;
        gradient->log_likelihood -= parameters.jump[k] * lived;
        gradient->jump[k] -= lived;
        gradient->decay[k] -=
            parameters.jump[k] * (age_s * std::exp(-decay * age_s) - lived) / decay;
    }
}

void subtract_baseline(const HawkesParameters& parameters, double end_s, HawkesGradient* gradient) {
    const auto& knots = parameters.knots_s;
    for (std::size_t k = 0; k < knots.size() && knots[k] < end_s; ++k) {
        const double length_s =
            (k + 1 < knots.size() ? std::min(knots[k + 1], end_s) : end_s) - knots[k];
        for (int i = 0; i < parameters.components; ++i) {
            gradient->log_likelihood -= parameters.baseline_at(i, k) * length_s;
            gradient->baseline[static_cast<std::size_t>(i) * knots.size() + k] -= length_s;
        }
    }
}

}  // namespace

std::optional<HawkesGradient> log_likelihood_gradient(const HawkesParameters& parameters,
                                                      const HawkesEvents& events) {
    MAXMIN_ASSERT(parameters.well_formed(), "Hawkes parameters are well formed");
    if (!in_order(parameters, events)) {
        return std::nullopt;
    }
    const std::size_t pairs = parameters.jump.size();
    HawkesGradient gradient{.baseline = std::vector<double>(parameters.baseline.size()),
                            .jump = std::vector<double>(pairs),
                            .decay = std::vector<double>(pairs)};
    PairSums sums{.unit = std::vector<double>(pairs), .aged = std::vector<double>(pairs)};
    const auto& knots = parameters.knots_s;
    double last_s = knots.front();
    std::size_t knot = 0;
    for (std::size_t k = 0; k < events.time_s.size(); ++k) {
        const double now_s = events.time_s[k];
        sums.decay_over(parameters, now_s - last_s);
        last_s = now_s;
        while (knot + 1 < knots.size() && knots[knot + 1] <= now_s) {
            ++knot;
        }
        const int source = events.component[k];
        add_event(parameters, sums, source, knot, &gradient);
        subtract_offspring(parameters, source, events.end_s - now_s, &gradient);
        for (int i = 0; i < parameters.components; ++i) {
            sums.unit[parameters.cell(i, source)] += 1.0;
        }
    }
    subtract_baseline(parameters, events.end_s, &gradient);
    return gradient;
}

std::optional<double> log_likelihood(const HawkesParameters& parameters,
                                     const HawkesEvents& events) {
    MAXMIN_ASSERT(parameters.well_formed(), "Hawkes parameters are well formed");
    if (!in_order(parameters, events)) {
        return std::nullopt;
    }
    HawkesProcess process(parameters);
    double sum = 0.0;
    for (std::size_t k = 0; k < events.time_s.size(); ++k) {
        sum += std::log(*process.intensity(events.component[k], events.time_s[k]));
        process.record(events.component[k], events.time_s[k]);
    }
    for (int i = 0; i < parameters.components; ++i) {
        sum -= *process.compensator(i, events.end_s);
    }
    return sum;
}

std::optional<std::vector<double>> residuals(const HawkesParameters& parameters,
                                             const HawkesEvents& events) {
    MAXMIN_ASSERT(parameters.well_formed(), "Hawkes parameters are well formed");
    if (!in_order(parameters, events)) {
        return std::nullopt;
    }
    HawkesProcess process(parameters);
    std::vector<double> at_last_event(static_cast<std::size_t>(parameters.components), 0.0);
    std::vector<double> out;
    out.reserve(events.time_s.size());
    for (std::size_t k = 0; k < events.time_s.size(); ++k) {
        const int component = events.component[k];
        const double compensator = *process.compensator(component, events.time_s[k]);
        double& last = at_last_event[static_cast<std::size_t>(component)];
        out.push_back(compensator - last);
        last = compensator;
        process.record(component, events.time_s[k]);
    }
    return out;
}

double kolmogorov_smirnov_exponential(std::span<const double> residuals) {
    std::vector<double> uniform;
    uniform.reserve(residuals.size());
    for (const double residual : residuals) {
        uniform.push_back(-std::expm1(-residual));
    }
    std::sort(uniform.begin(), uniform.end());
    const auto count = static_cast<double>(uniform.size());
    double largest = 0.0;
    for (std::size_t k = 0; k < uniform.size(); ++k) {
        const auto below = static_cast<double>(k);
        largest =
            std::max({largest, uniform[k] - below / count, (below + 1.0) / count - uniform[k]});
    }
    return largest;
}

}  // namespace maxmin::signal
