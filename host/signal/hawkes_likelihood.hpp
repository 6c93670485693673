// Likelihood of a whole event list under a Hawkes process, its exact gradient (Ozaki 1979: the
// derivative of the excitation has a recursion of its own), and the time-rescaling residuals.
// Cold code: calibration and model checks.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "host/signal/hawkes_process.hpp"

namespace maxmin::signal {

/// Events on [first knot, end_s], strictly increasing in time. Views, not owners.
struct HawkesEvents {
    std::span<const double> time_s;
    std::span<const int> component;
    double end_s = 0.0;
};

/// sum ln lambda(event, left limit) - compensator(end_s). Empty if the events are not strictly
/// increasing, not inside the interval, or of an unknown component.
std::optional<double> log_likelihood(const HawkesParameters& parameters,
                                     const HawkesEvents& events);

/// Derivatives in the shapes of HawkesParameters.
struct HawkesGradient {
    double log_likelihood = 0.0;
    std::vector<double> baseline;
    std::vector<double> jump;
    std::vector<double> decay;
};
std::optional<HawkesGradient> log_likelihood_gradient(const HawkesParameters& parameters,
                                                      const HawkesEvents& events);

/// Compensator of the event's own component since that component's last event, one per event:
/// independent unit exponentials if the model is true. Empty as above.
std::optional<std::vector<double>> residuals(const HawkesParameters& parameters,
                                             const HawkesEvents& events);

/// Largest distance between the empirical law of 1 - exp(-residual) and the uniform one.
double kolmogorov_smirnov_exponential(std::span<const double> residuals);

}  // namespace maxmin::signal
