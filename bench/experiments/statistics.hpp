// Estimates with their standard errors: a figure without one is not a result.
#pragma once

#include <span>
#include <vector>

namespace maxmin::bench {

struct Estimate {
    double value = 0.0;
    double standard_error = 0.0;
};

/// Of independent draws; two or more.
Estimate mean_of(std::span<const double> draws);

/// sum(top) / sum(bottom) of paired draws, by linearisation (Cochran 1977, section 6.3).
Estimate ratio_of(std::span<const double> top, std::span<const double> bottom);

/// Order statistic; its error from the order statistics one binomial deviation to either side.
Estimate quantile_of(std::vector<double> draws, double probability);

/// Standard deviation; its error from the fourth moment.
Estimate deviation_of(std::span<const double> draws);

}  // namespace maxmin::bench
