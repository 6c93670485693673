// Maximum likelihood of the one-component process with a constant baseline, in the logarithms of
// its parameters (Ozaki 1979). Jump and decay are strongly correlated: read the standard errors.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "host/signal/hawkes_process.hpp"

namespace maxmin::signal {

struct HawkesFit {
    HawkesParameters parameters;
    double log_likelihood = 0.0;
    std::array<double, 3> standard_error = {};  // of baseline, jump, decay: observed information
};

/// Newton with step halving from several starts; the best optimum is kept. Empty if the times are
/// not usable (see log_likelihood), if there are fewer than 10 events, or if no start converged.
std::optional<HawkesFit> fit_univariate(std::span<const double> time_s, double end_s);

}  // namespace maxmin::signal
