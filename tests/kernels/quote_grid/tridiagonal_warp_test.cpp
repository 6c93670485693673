// The warp's tridiagonal equations against Thomas' recursion in long double.
#include "kernels/quote_grid/tridiagonal_warp.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/kernels/quote_grid/thread_warp.hpp"

namespace maxmin::test {
namespace {

struct Equations {
    std::vector<double> lower, diagonal, upper;
};

/// As a step makes them: M-matrices whose rows exceed their neighbours by `margin`, rates over
/// several orders of magnitude, padded with equations of one unknown.
Equations random_equations(std::mt19937& random, int size, int used, double margin) {
    std::uniform_real_distribution<double> log_rate(-6.0, 4.0);
    const auto count = static_cast<std::size_t>(size);
    Equations out{std::vector<double>(count), std::vector<double>(count, margin),
                  std::vector<double>(count)};
    for (int i = 0; i < used; ++i) {
        const auto at = static_cast<std::size_t>(i);
        out.lower[at] = i > 0 ? -std::exp(log_rate(random)) : 0.0;
        out.upper[at] = i + 1 < used ? -std::exp(log_rate(random)) : 0.0;
        out.diagonal[at] = margin - out.lower[at] - out.upper[at];
    }
    return out;
}

std::vector<double> by_recursion(const Equations& of, const std::vector<double>& right) {
    const std::size_t size = right.size();
    std::vector<long double> pivot(size), x(size);
    for (std::size_t i = 0; i < size; ++i) {
        const long double factor = i > 0 ? of.lower[i] / pivot[i - 1] : 0.0L;
        pivot[i] = of.diagonal[i] - (i > 0 ? factor * of.upper[i - 1] : 0.0L);
        x[i] = right[i] - (i > 0 ? factor * x[i - 1] : 0.0L);
    }
    for (std::size_t i = size; i-- > 0;) {
        const long double after = i + 1 < size ? of.upper[i] * x[i + 1] : 0.0L;
        x[i] = (x[i] - after) / pivot[i];
    }
    return {x.begin(), x.end()};
}

template <int Rows>
void expect_solution(std::mt19937& random, int used, double margin) {
    constexpr int size = 32 * Rows;
    const Equations equations = random_equations(random, size, used, margin);
    std::normal_distribution<double> normal;
    std::vector<std::vector<double>> right(2, std::vector<double>(size));
    for (std::vector<double>& side : right) {
        for (double& value : side) {
            value = normal(random);
        }
    }
    std::vector<std::vector<double>> got(2, std::vector<double>(size));

    run_warp([&](const ThreadWarp& warp) {
        const auto first = static_cast<std::size_t>(warp.lane() * Rows);
        double lower[Rows], diagonal[Rows], upper[Rows];
        for (std::size_t r = 0; r < Rows; ++r) {
            lower[r] = equations.lower[first + r];
            diagonal[r] = equations.diagonal[first + r];
            upper[r] = equations.upper[first + r];
        }
        kernels::quote_grid::WarpTridiagonal<Rows, ThreadWarp> matrix(warp);
        matrix.factorise(lower, diagonal, upper);
        for (std::size_t which = 0; which < 2; ++which) {
            double x[Rows];
            for (std::size_t r = 0; r < Rows; ++r) {
                x[r] = right[which][first + r];
            }
            matrix.solve(x);
            for (std::size_t r = 0; r < Rows; ++r) {
                got[which][first + r] = x[r];
            }
        }
    });

    for (std::size_t which = 0; which < 2; ++which) {
        const std::vector<double> want = by_recursion(equations, right[which]);
        double scale = 0.0;
        for (const double value : want) {
            scale = std::max(scale, std::fabs(value));
        }
        for (std::size_t i = 0; i < size; ++i) {
            // Elimination in an M-matrix adds no numbers of unlike sign but in its pivots, which
            // lose a few digits where the margin is a small part of them: some 100 roundings.
            EXPECT_NEAR(got[which][i], want[i], 1e-13 * scale) << "equation " << i;
        }
    }
}

TEST(WarpTridiagonal, SolvesWhatARecursionSolves) {
    SCOPED_TRACE("seed 251");
    std::mt19937 random(251);
    for (const int used : {64, 63, 34, 33, 2}) {
        SCOPED_TRACE("equations " + std::to_string(used));
        expect_solution<2>(random, used, 1.0);
    }
    for (const int used : {224, 201, 7, 8}) {
        SCOPED_TRACE("equations " + std::to_string(used));
        expect_solution<7>(random, used, 10.0);
    }
    expect_solution<3>(random, 90, 1e3);
}

}  // namespace
}  // namespace maxmin::test
