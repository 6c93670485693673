#include "host/signal/hawkes_fit.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "host/signal/dense_matrix.hpp"
#include "host/signal/hawkes_likelihood.hpp"

namespace maxmin::signal {
namespace {

using Point = std::array<double, 3>;  // ln baseline, ln jump, ln decay

struct Slope {
    double log_likelihood = 0.0;
    Point log_gradient = {};  // with respect to the logarithms
};

HawkesParameters parameters_at(const Point& logs) {
    return {.components = 1,
            .knots_s = {0.0},
            .baseline = {std::exp(logs[0])},
            .jump = {std::exp(logs[1])},
            .decay = {std::exp(logs[2])}};
}

std::optional<Slope> slope_at(const Point& logs, const HawkesEvents& events) {
    const HawkesParameters parameters = parameters_at(logs);
    if (!parameters.well_formed()) {
        return std::nullopt;
    }
    const auto gradient = log_likelihood_gradient(parameters, events);
    if (!gradient) {
        return std::nullopt;
    }
    return Slope{.log_likelihood = gradient->log_likelihood,
                 .log_gradient = {gradient->baseline[0] * parameters.baseline[0],
                                  gradient->jump[0] * parameters.jump[0],
                                  gradient->decay[0] * parameters.decay[0]}};
}

/// Minus the Hessian in the logarithms, by central differences of the exact gradient: truncation
/// of order step^2 and rounding of order 1e-16 / step balance near 1e-5.
std::optional<DenseMatrix> information_at(const Point& logs, const HawkesEvents& events) {
    constexpr double step = 1e-5;
    DenseMatrix information(3);
    for (int j = 0; j < 3; ++j) {
        Point up = logs;
        Point down = logs;
        up[static_cast<std::size_t>(j)] += step;
        down[static_cast<std::size_t>(j)] -= step;
        const auto above = slope_at(up, events);
        const auto below = slope_at(down, events);
        if (!above || !below) {
            return std::nullopt;
        }
        for (int i = 0; i < 3; ++i) {
            const auto row = static_cast<std::size_t>(i);
            const double change = above->log_gradient[row] - below->log_gradient[row];
            information(i, j) -= 0.25 * change / step;
            information(j, i) -= 0.25 * change / step;
        }
    }
    return information;
}

bool positive_definite(const DenseMatrix& m) {
    const double minor = m(0, 0) * m(1, 1) - m(0, 1) * m(1, 0);
    const double determinant = m(2, 2) * minor - m(2, 1) * (m(0, 0) * m(1, 2) - m(0, 2) * m(1, 0)) +
                               m(2, 0) * (m(0, 1) * m(1, 2) - m(0, 2) * m(1, 1));
    return m(0, 0) > 0.0 && minor > 0.0 && determinant > 0.0;
}

/// Newton direction; the gradient, scaled to the events' number, where the surface is not concave.
Point direction_at(const Point& logs, const Slope& slope, const HawkesEvents& events) {
    std::vector<double> step(slope.log_gradient.begin(), slope.log_gradient.end());
    const auto information = information_at(logs, events);
    if (information && positive_definite(*information)) {
        step = solve(*information, std::move(step));
    } else {
        for (double& part : step) {
            part /= static_cast<double>(events.time_s.size());
        }
    }
    double longest = 0.0;
    for (const double part : step) {
        longest = std::max(longest, std::abs(part));
    }
    const double scale = longest > 1.0 ? 1.0 / longest : 1.0;
    return {step[0] * scale, step[1] * scale, step[2] * scale};
}

std::optional<Point> climb(Point logs, const HawkesEvents& events) {
    auto slope = slope_at(logs, events);
    for (int iteration = 0; slope && iteration < 200; ++iteration) {
        const Point direction = direction_at(logs, *slope, events);
        double longest = 0.0;
        for (const double part : direction) {
            longest = std::max(longest, std::abs(part));
        }
        if (longest < 1e-9) {
            return logs;
        }
        double fraction = 1.0;
        std::optional<Slope> next;
        Point trial = logs;
        for (; fraction > 1e-8; fraction *= 0.5) {
            for (std::size_t k = 0; k < 3; ++k) {
                trial[k] = logs[k] + fraction * direction[k];
            }
            next = slope_at(trial, events);
            if (next && next->log_likelihood >= slope->log_likelihood - 1e-12) {
                break;
            }
        }
        if (fraction <= 1e-8) {
            // No uphill left above rounding: an optimum if the direction itself is tiny.
            return longest < 1e-6 ? std::optional<Point>(logs) : std::nullopt;
        }
        logs = trial;
        slope = next;
    }
    return std::nullopt;
}

}  // namespace

std::optional<HawkesFit> fit_univariate(std::span<const double> time_s, double end_s) {
    if (time_s.size() < 10 || !(end_s > 0.0)) {
        return std::nullopt;
    }
    const std::vector<int> component(time_s.size(), 0);
    const HawkesEvents events{.time_s = time_s, .component = component, .end_s = end_s};
    const double rate = static_cast<double>(time_s.size()) / end_s;
    std::optional<HawkesFit> best;
    for (const double decays_per_event : {0.3, 1.0, 3.0, 10.0}) {
        const double decay = decays_per_event * rate;
        const Point start = {std::log(0.5 * rate), std::log(0.5 * decay), std::log(decay)};
        const auto logs = climb(start, events);
        const auto information = logs ? information_at(*logs, events) : std::nullopt;
        if (!information || !positive_definite(*information)) {
            continue;
        }
        HawkesFit fit{.parameters = parameters_at(*logs),
                      .log_likelihood = slope_at(*logs, events)->log_likelihood};
        if (best && best->log_likelihood >= fit.log_likelihood) {
            continue;
        }
        for (std::size_t k = 0; k < 3; ++k) {
            // At the optimum the gradient vanishes, so d ln x turns into dx by the factor x.
            std::vector<double> unit(3, 0.0);
            unit[k] = 1.0;
            fit.standard_error[k] =
                std::exp((*logs)[k]) * std::sqrt(solve(*information, std::move(unit))[k]);
        }
        best = std::move(fit);
    }
    return best;
}

}  // namespace maxmin::signal
