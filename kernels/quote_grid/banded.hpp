// Banded LU without pivoting, in place. The matrices of this folder are (minus) M-matrices plus a
// non-negative diagonal: diagonally dominant, so elimination needs no pivot and stays in the band.
#pragma once

#include <span>

namespace maxmin::kernels::quote_grid {

/// Row i holds columns i - half ... i + half at data[i * width()]; entries outside are zero.
struct Banded {
    double* data = nullptr;
    int rows = 0;
    int half = 0;

    int width() const { return 2 * half + 1; }
    double& at(int row, int column) const {
        return data[static_cast<std::ptrdiff_t>(row) * width() + (column - row + half)];
    }
};

/// False if a pivot is zero or not a number.
inline bool factorise(const Banded& matrix) {
    for (int k = 0; k < matrix.rows; ++k) {
        const double pivot = matrix.at(k, k);
        if (!(pivot > 0.0 || pivot < 0.0)) {
            return false;
        }
        const int last = k + matrix.half < matrix.rows - 1 ? k + matrix.half : matrix.rows - 1;
        for (int i = k + 1; i <= last; ++i) {
            const double factor = matrix.at(i, k) / pivot;
            matrix.at(i, k) = factor;
            if (factor == 0.0) {
                continue;
            }
            for (int j = k + 1; j <= last; ++j) {
                matrix.at(i, j) -= factor * matrix.at(k, j);
            }
        }
    }
    return true;
}

/// Overwrites the right-hand side with the solution; `matrix` has been factorised.
inline void solve(const Banded& matrix, std::span<double> right) {
    for (int i = 0; i < matrix.rows; ++i) {
        const int first = i > matrix.half ? i - matrix.half : 0;
        double sum = right[static_cast<std::size_t>(i)];
        for (int j = first; j < i; ++j) {
            sum -= matrix.at(i, j) * right[static_cast<std::size_t>(j)];
        }
        right[static_cast<std::size_t>(i)] = sum;
    }
    for (int i = matrix.rows - 1; i >= 0; --i) {
        const int last = i + matrix.half < matrix.rows - 1 ? i + matrix.half : matrix.rows - 1;
        double sum = right[static_cast<std::size_t>(i)];
        for (int j = i + 1; j <= last; ++j) {
            sum -= matrix.at(i, j) * right[static_cast<std::size_t>(j)];
        }
        right[static_cast<std::size_t>(i)] = sum / matrix.at(i, i);
    }
}

}  // namespace maxmin::kernels::quote_grid
