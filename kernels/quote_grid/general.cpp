#include "kernels/quote_grid/general.hpp"

#include <algorithm>

#include "kernels/quote_grid/levels.hpp"

namespace maxmin::kernels::quote_grid {

namespace {

constexpr double off = std::numeric_limits<double>::infinity();

/// direction +1: bid, -1: ask. Marginal cost per lot of a fill of `size` nodes at `node`.
double marginal_cost(std::span<const double> value, const SideTerms<double>& terms, int q_min,
                     int node, int direction) {
    const int size = static_cast<int>(terms.lots);
    const int to = node + direction * size;
    const double after = q_min + to;
    return (value[static_cast<std::size_t>(node)] - value[static_cast<std::size_t>(to)] +
            direction * after * terms.jump) /
           terms.lots;
}

bool inside(std::span<const double> value, int node) {
    return node >= 0 && node < static_cast<int>(value.size());
}

void add_single(const SideTerms<double>& terms, int q_min, std::span<const double> value, int node,
                int direction, double& out, const Banded* jacobian) {
    const int to = node + direction * static_cast<int>(terms.lots);
    if (!inside(value, to) || !(terms.rate > 0.0)) {
        return;
    }
    const SideQuote<double> quote =
        side_quote(terms, marginal_cost(value, terms, q_min, node, direction));
    out += quote.hamiltonian;
    if (jacobian) {
        jacobian->at(node, node) -= quote.slope / terms.lots;
        jacobian->at(node, to) += quote.slope / terms.lots;
    }
}

/// Fills in a row from this node, as many as the box allows; p[l] is the cost of the l-th.
int sweep_costs(std::span<const double> value, int node, int direction, int levels,
                std::array<double, levels_max>& p) {
    int count = 0;
    while (count < levels && inside(value, node + direction * (count + 1))) {
        const int from = node + direction * count;
        const int to = from + direction;
        p[static_cast<std::size_t>(count)] =
            value[static_cast<std::size_t>(from)] - value[static_cast<std::size_t>(to)];
        ++count;
    }
    return count;
}

void add_sweep(const SideTerms<double>& terms, int levels, std::span<const double> value, int node,
               int direction, double& out, const Banded* jacobian) {
    std::array<double, levels_max> p{};
    const int count = sweep_costs(value, node, direction, levels, p);
    if (count == 0 || !(terms.rate > 0.0)) {
        return;
    }
    const SweepQuote quote = sweep_side(terms, p.data(), count);
    out += quote.hamiltonian;
    for (int l = 0; jacobian && l < count; ++l) {
        const double slope = quote.slope[static_cast<std::size_t>(l)];
        jacobian->at(node, node + direction * l) -= slope;
        jacobian->at(node, node + direction * (l + 1)) += slope;
    }
}

}  // namespace

void side_hamiltonians(const ProblemTerms& terms, int q_min, std::span<const double> value,
                       std::span<double> out, const Banded* jacobian) {
    const int nodes = static_cast<int>(value.size());
    for (int node = 0; node < nodes; ++node) {
        double sum = 0.0;
        if (terms.sweep) {
            add_sweep(terms.bid[0], terms.band, value, node, 1, sum, jacobian);
            add_sweep(terms.ask[0], terms.band, value, node, -1, sum, jacobian);
        }
        for (int l = 0; !terms.sweep && l < terms.levels; ++l) {
            const std::size_t at = static_cast<std::size_t>(l);
            add_single(terms.bid[at], q_min, value, node, 1, sum, jacobian);
            add_single(terms.ask[at], q_min, value, node, -1, sum, jacobian);
        }
        out[static_cast<std::size_t>(node)] = sum;
    }
}

double level_quote(const ProblemTerms& terms, int q_min, std::span<const double> value,
                   LevelAt at) {
    const int direction = at.bid ? 1 : -1;
    const std::size_t level = static_cast<std::size_t>(at.level);
    if (terms.sweep) {
        const SideTerms<double>& side = at.bid ? terms.bid[0] : terms.ask[0];
        std::array<double, levels_max> p{};
        const int count = sweep_costs(value, at.node, direction, terms.band, p);
        return at.level < count && side.rate > 0.0 ? sweep_side(side, p.data(), count).offset[level]
                                                   : off;
    }
    if (at.level >= terms.levels) {
        return off;
    }
    const SideTerms<double>& side = at.bid ? terms.bid[level] : terms.ask[level];
    if (!inside(value, at.node + direction * static_cast<int>(side.lots)) || !(side.rate > 0.0)) {
        return off;
    }
    return side_quote(side, marginal_cost(value, side, q_min, at.node, direction)).offset;
}

void first_quotes(const ProblemTerms& terms, const Problem& problem, Scratch& scratch) {
    const int nodes = problem.q_max - problem.q_min + 1;
    const std::span<const double> value = first(scratch.value, nodes);
    for (int node = 0; node < nodes; ++node) {
        const std::size_t at = static_cast<std::size_t>(node);
        scratch.bid[at] = level_quote(terms, problem.q_min, value, {true, 0, node});
        scratch.ask[at] = level_quote(terms, problem.q_min, value, {false, 0, node});
    }
}

bool loses_without_end(const ProblemTerms& terms, const Problem& problem, double gain) {
    if (terms.sweep) {
        return !(terms.bid[0].rate > 0.0 && terms.ask[0].rate > 0.0);
    }
    double bid = 0.0;
    double ask = 0.0;
    for (int l = 0; l < terms.levels; ++l) {
        bid += side_bound(terms.bid[static_cast<std::size_t>(l)]);
        ask += side_bound(terms.ask[static_cast<std::size_t>(l)]);
    }
    const Running running = running_stationary(problem);
    for (int q = problem.q_min; q <= problem.q_max; ++q) {
        const double reward =
            running_reward<double>(running.drift, running.halfwidth, running.curvature, q);
        const double bound = (q < problem.q_max ? bid : 0.0) + (q > problem.q_min ? ask : 0.0);
        if (gain - reward > bound) {
            return true;
        }
    }
    return false;
}

}  // namespace maxmin::kernels::quote_grid
