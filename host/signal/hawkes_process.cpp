#include "host/signal/hawkes_process.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "host/base/assert.hpp"
#include "host/signal/dense_matrix.hpp"

namespace maxmin::signal {
namespace {

bool all_at_least(const std::vector<double>& values, double bound, bool strictly) {
    return std::all_of(values.begin(), values.end(), [&](double value) {
        return std::isfinite(value) && (strictly ? value > bound : value >= bound);
    });
}

std::vector<double> last_baseline(const HawkesParameters& parameters, std::size_t knot) {
    std::vector<double> nu;
    nu.reserve(static_cast<std::size_t>(parameters.components));
    for (int i = 0; i < parameters.components; ++i) {
        nu.push_back(parameters.baseline_at(i, knot));
    }
    return nu;
}

}  // namespace

bool HawkesParameters::well_formed() const {
    if (components < 1 || knots_s.empty() || !std::is_sorted(knots_s.begin(), knots_s.end()) ||
        std::adjacent_find(knots_s.begin(), knots_s.end()) != knots_s.end()) {
        return false;
    }
    const auto dimension = static_cast<std::size_t>(components);
    const bool shapes = baseline.size() == dimension * knots_s.size() &&
                        jump.size() == dimension * dimension && decay.size() == jump.size();
    return shapes && std::isfinite(knots_s.front()) && std::isfinite(knots_s.back()) &&
           all_at_least(baseline, 0.0, true) && all_at_least(jump, 0.0, false) &&
           all_at_least(decay, 0.0, true);
}

double branching_ratio(const HawkesParameters& parameters) {
    MAXMIN_ASSERT(parameters.well_formed(), "Hawkes parameters are well formed");
    DenseMatrix branching(parameters.components);
    for (std::size_t k = 0; k < parameters.jump.size(); ++k) {
        branching.cells[k] = parameters.jump[k] / parameters.decay[k];
    }
    return spectral_radius_nonnegative(std::move(branching));
}

std::optional<std::vector<double>> mean_intensity(const HawkesParameters& parameters) {
    if (branching_ratio(parameters) >= 1.0) {
        return std::nullopt;
    }
    DenseMatrix system(parameters.components);
    for (int i = 0; i < parameters.components; ++i) {
        for (int j = 0; j < parameters.components; ++j) {
            const std::size_t k = parameters.cell(i, j);
            system(i, j) = (i == j ? 1.0 : 0.0) - parameters.jump[k] / parameters.decay[k];
        }
    }
    return solve(std::move(system), last_baseline(parameters, parameters.knots_s.size() - 1));
}

HawkesProcess::HawkesProcess(HawkesParameters parameters)
    : parameters_(std::move(parameters)),
      left_(parameters_.jump.size(), 0.0),
      compensator_(static_cast<std::size_t>(parameters_.components), 0.0),
      last_event_s_(parameters_.knots_s.front()) {
    MAXMIN_ASSERT(parameters_.well_formed(), "Hawkes parameters are well formed");
}

bool HawkesProcess::record(int component, double time_s) noexcept {
    MAXMIN_DEBUG_ASSERT(component >= 0 && component < parameters_.components,
                        "component is one of the process");
    const bool in_order = last_component_ < 0 ? time_s >= last_event_s_ : time_s > last_event_s_;
    if (!in_order) {
        return false;
    }
    const double dt_s = time_s - last_event_s_;
    for (int i = 0; i < parameters_.components; ++i) {
        compensator_[static_cast<std::size_t>(i)] +=
            row_at(i, time_s).integral + baseline_integral(i, last_event_s_, time_s);
        for (int j = 0; j < parameters_.components; ++j) {
            const std::size_t k = parameters_.cell(i, j);
            const double right = left_[k] + (j == last_component_ ? parameters_.jump[k] : 0.0);
            left_[k] = right * std::exp(-parameters_.decay[k] * dt_s);
        }
    }
    last_event_s_ = time_s;
    last_component_ = component;
    return true;
}

std::optional<double> HawkesProcess::intensity(int component, double time_s) const noexcept {
    if (!(time_s >= last_event_s_)) {
        return std::nullopt;
    }
    return parameters_.baseline_at(component, knot_of(time_s)) +
           row_at(component, time_s).excitation;
}

std::optional<double> HawkesProcess::compensator(int component, double time_s) const noexcept {
    if (!(time_s >= last_event_s_)) {
        return std::nullopt;
    }
    return compensator_[static_cast<std::size_t>(component)] + row_at(component, time_s).integral +
           baseline_integral(component, last_event_s_, time_s);
}

std::optional<std::vector<double>> HawkesProcess::forecast(double time_s, double ahead_s) const {
    const int dimension = parameters_.components;
    DenseMatrix relaxation(dimension);
    for (int i = 0; i < dimension; ++i) {
        const double own_decay = parameters_.decay[parameters_.cell(i, i)];
        for (int j = 0; j < dimension; ++j) {
            const std::size_t k = parameters_.cell(i, j);
            if (parameters_.decay[k] != own_decay) {
                return std::nullopt;
            }
            relaxation(i, j) = (i == j ? own_decay : 0.0) - parameters_.jump[k];
        }
    }
    if (!(time_s >= last_event_s_) || !(ahead_s >= 0.0) || branching_ratio(parameters_) >= 1.0) {
        return std::nullopt;
    }
    std::vector<double> drive = last_baseline(parameters_, knot_of(time_s));
    for (int i = 0; i < dimension; ++i) {
        drive[static_cast<std::size_t>(i)] *= parameters_.decay[parameters_.cell(i, i)];
    }
    const std::vector<double> level = solve(relaxation, std::move(drive));
    std::vector<double> gap;
    gap.reserve(level.size());
    for (int i = 0; i < dimension; ++i) {
        gap.push_back(*intensity(i, time_s) - level[static_cast<std::size_t>(i)]);
    }
    std::vector<double> mean = multiply(exponential(relaxation, -ahead_s), gap);
    for (std::size_t i = 0; i < mean.size(); ++i) {
        mean[i] += level[i];
    }
    return mean;
}

HawkesProcess::Row HawkesProcess::row_at(int component, double time_s) const noexcept {
    const double dt_s = time_s - last_event_s_;
    Row row;
    for (int j = 0; j < parameters_.components; ++j) {
        const std::size_t k = parameters_.cell(component, j);
        const bool counts = j == last_component_ && dt_s > 0.0;
        const double right = left_[k] + (counts ? parameters_.jump[k] : 0.0);
        const double lost = -std::expm1(-parameters_.decay[k] * dt_s);
        row.excitation += right * (1.0 - lost);
        row.integral += right * lost / parameters_.decay[k];
    }
    return row;
}

double HawkesProcess::baseline_integral(int component, double from_s, double to_s) const noexcept {
    const auto& knots = parameters_.knots_s;
    double integral = 0.0;
    for (std::size_t k = knot_of(from_s); k < knots.size() && knots[k] < to_s; ++k) {
        const double end_s = k + 1 < knots.size() ? std::min(knots[k + 1], to_s) : to_s;
        integral += parameters_.baseline_at(component, k) * (end_s - std::max(knots[k], from_s));
    }
    return integral;
}

std::size_t HawkesProcess::knot_of(double time_s) const noexcept {
    const auto& knots = parameters_.knots_s;
    const auto after = std::upper_bound(knots.begin(), knots.end(), time_s);
    return after == knots.begin() ? 0 : static_cast<std::size_t>(after - knots.begin()) - 1;
}

}  // namespace maxmin::signal
