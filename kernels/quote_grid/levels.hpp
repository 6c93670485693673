// Several levels a side that a market order sweeps through: one stream, each order takes every
// level not deeper than it reaches. With fill aversion the levels interact through marginal
// utility; a backward recursion from the deepest level solves them one at a time.
#pragma once

#include <array>
#include <cmath>

#include "kernels/quote_grid/model.hpp"

namespace maxmin::kernels::quote_grid {

struct SweepQuote {
    std::array<double, levels_max> offset{};
    std::array<double, levels_max> slope{};  // -dH / dp of each level
    double hamiltonian = 0.0;
};

/// Root of e^(-kappa d) [(kappa + xi) x - kappa] = xi x F, x = e^(-xi (d - c - p)): the depth of a
/// level when the deeper ones are worth F. In u = d - c - p the equation reads
/// kappa + xi - kappa e^(xi u) = xi F e^(kappa (u + c + p)): falling against rising, so one root.
MAXMIN_HD inline double sweep_depth(const SideTerms<double>& terms, double p, double deeper) {
    const double xi = terms.aversion;
    const double kappa = terms.decay_hi;
    const double weight = xi * deeper * std::exp(kappa * (terms.cost + p));
    double u = terms.margin_hi;  // the root when F = 0; F > 0 moves it down
    // Concave and falling, so Newton from the right of the root is monotone and needs no guard.
    for (int step = 0; step < 60; ++step) {
        const double rise = weight * std::exp(kappa * u);
        const double fall = kappa * std::exp(xi * u);
        const double change = (kappa + xi - fall - rise) / (-xi * fall - kappa * rise);
        u -= change;
        if (std::fabs(change) <= 1e-15 * (1.0 + std::fabs(u))) {
            break;
        }
    }
    return u + terms.cost + p;
}

/// All levels of one side; p[l] is the marginal cost of the l-th of `levels` successive fills.
MAXMIN_HD inline SweepQuote sweep_side(const SideTerms<double>& terms, const double* p,
                                       int levels) {
    SweepQuote quote;
    if (!(terms.aversion > 0.0)) {
        for (int l = 0; l < levels; ++l) {
            const SideQuote<double> level = plain_side(terms, p[l]);
            quote.offset[static_cast<std::size_t>(l)] = level.offset;
            quote.slope[static_cast<std::size_t>(l)] = level.slope;
            quote.hamiltonian += level.hamiltonian;
        }
        return quote;
    }
    double deeper = 0.0;
    std::array<double, levels_max> utility{};
    for (int l = levels - 1; l >= 0; --l) {
        const std::size_t at = static_cast<std::size_t>(l);
        const double offset = sweep_depth(terms, p[l], deeper);
        const double gain = offset - terms.cost - p[l];
        const double reach = std::exp(-terms.decay_hi * offset);
        utility[at] = std::exp(-terms.aversion * gain);
        quote.offset[at] = offset;
        quote.slope[at] = utility[at] * (reach - deeper);  // times the chain factor below
        deeper = -reach * std::expm1(-terms.aversion * gain) + utility[at] * deeper;
    }
    quote.hamiltonian = terms.rate / terms.aversion * deeper;
    double chain = terms.rate;  // xi of d x / d p cancels the 1 / xi of H
    for (int l = 0; l < levels; ++l) {
        const std::size_t at = static_cast<std::size_t>(l);
        quote.slope[at] *= chain;
        chain *= utility[at];
    }
    return quote;
}

}  // namespace maxmin::kernels::quote_grid
