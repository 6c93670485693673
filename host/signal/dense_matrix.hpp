// Small dense linear algebra for the Hawkes formulas: a handful of components, cold code. The
// spectral radius comes from Gelfand's formula by repeated squaring, which needs no gap between
// eigenvalues and loses nothing to cancellation when no entry is negative.
#pragma once

#include <cstddef>
#include <vector>

namespace maxmin::signal {

/// Square, row-major.
struct DenseMatrix {
    explicit DenseMatrix(int order)
        : size(order), cells(static_cast<std::size_t>(order) * static_cast<std::size_t>(order)) {}

    double& operator()(int i, int j) { return cells[index(i, j)]; }
    double operator()(int i, int j) const { return cells[index(i, j)]; }

    int size;
    std::vector<double> cells;

  private:
    std::size_t index(int i, int j) const {
        return static_cast<std::size_t>(i) * static_cast<std::size_t>(size) +
               static_cast<std::size_t>(j);
    }
};

DenseMatrix multiply(const DenseMatrix& left, const DenseMatrix& right);
std::vector<double> multiply(const DenseMatrix& matrix, const std::vector<double>& vector);

/// Gaussian elimination with row pivoting. Asserts that the matrix is regular.
std::vector<double> solve(DenseMatrix matrix, std::vector<double> right_side);

/// exp(factor * matrix) by scaling and squaring of the Taylor series; relative error about 1e-14.
DenseMatrix exponential(const DenseMatrix& matrix, double factor);

/// Largest eigenvalue of a matrix without negative entries; relative error about 1e-13.
double spectral_radius_nonnegative(DenseMatrix matrix);

}  // namespace maxmin::signal
