#include "host/app/line_plot.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/report/numbers.hpp"

namespace maxmin::app {
namespace {

constexpr std::size_t label_width = 10;

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void take(double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    bool is_empty() const { return low > high; }
    /// A flat line still needs some height.
    void widen() {
        const double margin = high > low ? 0.0 : std::max(1e-9, 0.1 * std::fabs(high));
        low -= margin;
        high += margin;
    }
    int cell(double value, int cells) const {
        return static_cast<int>(std::lround((value - low) / (high - low) * (cells - 1)));
    }
    double at(int cell, int cells) const { return low + (high - low) * cell / (cells - 1); }
};

/// The line's value at x, NaN beyond its ends or next to a break.
double value_at(const PlotLine& line, double x) {
    const auto above = std::ranges::lower_bound(line.x, x);
    if (above == line.x.end()) {
        return x <= line.x.back() * (1.0 + 1e-12) ? line.y.back()
                                                  : std::numeric_limits<double>::quiet_NaN();
    }
    const auto i = static_cast<std::size_t>(above - line.x.begin());
    if (i == 0 || *above == x) {
        return *above == x ? line.y[i] : std::numeric_limits<double>::quiet_NaN();
    }
    const double part = (x - line.x[i - 1]) / (line.x[i] - line.x[i - 1]);
    return (1.0 - part) * line.y[i - 1] + part * line.y[i];
}

void draw(const PlotLine& line, const Range& x, const Range& y, std::vector<std::string>& field) {
    const auto rows = static_cast<int>(field.size());
    const auto columns = static_cast<int>(field.front().size());
    int before = -1;
    for (int column = 0; column < columns; ++column) {
        const double value = value_at(line, x.at(column, columns));
        if (!std::isfinite(value)) {
            before = -1;
            continue;
        }
        const int row = y.cell(value, rows);
        // A steep line fills the rows it passes, so that it stays a line.
        const int from = before < 0 ? row : before + (row > before ? 1 : row < before ? -1 : 0);
        for (int at = std::min(from, row); at <= std::max(from, row); ++at) {
            field[static_cast<std::size_t>(at)][static_cast<std::size_t>(column)] = line.mark;
        }
        before = row;
    }
}

std::string left_label(const std::string& text) {
    return std::string(label_width - std::min(label_width, text.size()), ' ') + text;
}

}  // namespace

std::string line_plot(std::span<const PlotLine> lines, const PlotAxes& axes) {
    Range x;
    Range y;
    for (const PlotLine& line : lines) {
        for (std::size_t i = 0; i < line.x.size(); ++i) {
            x.take(line.x[i]);
            y.take(line.y[i]);
        }
    }
    if (y.is_empty()) {
        return {};
    }
    x.widen();
    y.widen();
    const auto columns = static_cast<std::size_t>(axes.columns);
    std::vector<std::string> field(static_cast<std::size_t>(axes.rows), std::string(columns, ' '));
    const bool shows_zero = y.low <= 0.0 && y.high >= 0.0;
    const int zero = shows_zero ? y.cell(0.0, axes.rows) : -1;
    if (shows_zero) {
        field[static_cast<std::size_t>(zero)].assign(columns, '-');
    }
    for (const PlotLine& line : lines) {
        draw(line, x, y, field);
    }
    std::string text = "  " + axes.y_label + '\n';
    for (int row = axes.rows - 1; row >= 0; --row) {
        const bool near_zero = shows_zero && row != zero && std::abs(row - zero) < 3;
        const bool labelled = row == zero || (row % 5 == 0 && !near_zero);
        const double value = row == zero ? 0.0 : y.at(row, axes.rows);
        std::string line = left_label(labelled ? report::fixed_text(value, axes.y_decimals) : "");
        line += labelled ? " +" : " |";
        line += field[static_cast<std::size_t>(row)];
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    const std::string low = report::fixed_text(x.low, axes.x_decimals);
    const std::string high = report::fixed_text(x.high, axes.x_decimals);
    const std::string middle = report::fixed_text(0.5 * (x.low + x.high), axes.x_decimals);
    std::string scale(columns + 2, ' ');
    scale.replace(1, low.size(), low);
    scale.replace(1 + columns / 2 - middle.size() / 2, middle.size(), middle);
    scale.replace(columns + 1 - high.size(), high.size(), high);
    scale.erase(scale.find_last_not_of(' ') + 1);
    text += std::string(label_width, ' ') + " +" + std::string(columns, '-') + '\n';
    text += std::string(label_width, ' ') + scale + '\n';
    const std::size_t indent =
        label_width + 1 + (columns - std::min(columns, axes.x_label.size())) / 2;
    return text + std::string(indent, ' ') + axes.x_label + '\n';
}

}  // namespace maxmin::app
