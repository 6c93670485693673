#include "host/signal/dense_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "host/base/assert.hpp"

namespace maxmin::signal {
namespace {

double largest_row_sum(const DenseMatrix& matrix) {
    double largest = 0.0;
    for (int i = 0; i < matrix.size; ++i) {
        double sum = 0.0;
        for (int j = 0; j < matrix.size; ++j) {
            sum += std::abs(matrix(i, j));
        }
        largest = std::max(largest, sum);
    }
    return largest;
}

}  // namespace

DenseMatrix multiply(const DenseMatrix& left, const DenseMatrix& right) {
    DenseMatrix product(left.size);
    for (int i = 0; i < left.size; ++i) {
        for (int k = 0; k < left.size; ++k) {
            for (int j = 0; j < left.size; ++j) {
                product(i, j) += left(i, k) * right(k, j);
            }
        }
    }
    return product;
}

std::vector<double> multiply(const DenseMatrix& matrix, const std::vector<double>& vector) {
    std::vector<double> product(vector.size(), 0.0);
    for (int i = 0; i < matrix.size; ++i) {
        for (int j = 0; j < matrix.size; ++j) {
            product[static_cast<std::size_t>(i)] +=
                matrix(i, j) * vector[static_cast<std::size_t>(j)];
        }
    }
    return product;
}

std::vector<double> solve(DenseMatrix matrix, std::vector<double> right_side) {
    const int size = matrix.size;
    const auto at = [&](int i) -> double& { return right_side[static_cast<std::size_t>(i)]; };
    for (int column = 0; column < size; ++column) {
        int pivot = column;
        for (int i = column + 1; i < size; ++i) {
            if (std::abs(matrix(i, column)) > std::abs(matrix(pivot, column))) {
                pivot = i;
            }
        }
        MAXMIN_ASSERT(matrix(pivot, column) != 0.0, "the linear system is regular");
        for (int j = 0; j < size; ++j) {
            std::swap(matrix(pivot, j), matrix(column, j));
        }
        std::swap(at(pivot), at(column));
        for (int i = column + 1; i < size; ++i) {
            const double factor = matrix(i, column) / matrix(column, column);
            for (int j = column; j < size; ++j) {
                matrix(i, j) -= factor * matrix(column, j);
            }
            at(i) -= factor * at(column);
        }
    }
    for (int i = size - 1; i >= 0; --i) {
        for (int j = i + 1; j < size; ++j) {
            at(i) -= matrix(i, j) * at(j);
        }
        at(i) /= matrix(i, i);
    }
    return right_side;
}

DenseMatrix exponential(const DenseMatrix& matrix, double factor) {
    int squarings = 0;
    double scale = factor;
    for (double norm = largest_row_sum(matrix) * std::abs(factor); norm > 0.5; norm *= 0.5) {
        ++squarings;
        scale *= 0.5;
    }
    DenseMatrix sum(matrix.size);
    DenseMatrix term(matrix.size);
    for (int i = 0; i < matrix.size; ++i) {
        sum(i, i) = term(i, i) = 1.0;
    }
    // 0.5^16 / 16! is below 1e-18: the series has converged to rounding.
    for (int order = 1; order <= 16; ++order) {
        term = multiply(term, matrix);
        for (std::size_t k = 0; k < term.cells.size(); ++k) {
            term.cells[k] *= scale / order;
            sum.cells[k] += term.cells[k];
        }
    }
    for (int k = 0; k < squarings; ++k) {
        sum = multiply(sum, sum);
    }
    return sum;
}

double spectral_radius_nonnegative(DenseMatrix matrix) {
    // After k squarings of the rescaled matrix, norm^(2^-k) differs from the radius by a factor
    // whose logarithm is about k ln(size) / 2^k: 50 squarings leave rounding alone.
    double log_radius = 0.0;
    double power = 1.0;
    for (int k = 0; k <= 50; ++k) {
        const double norm = largest_row_sum(matrix);
        if (norm == 0.0) {
            return 0.0;  // nilpotent
        }
        log_radius += std::log(norm) * power;
        for (double& cell : matrix.cells) {
            cell /= norm;
        }
        matrix = multiply(matrix, matrix);
        power *= 0.5;
    }
    return std::exp(log_radius);
}

}  // namespace maxmin::signal
