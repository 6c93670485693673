// Lines of characters on a terminal: a plot that needs no font, no colour and no network.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace maxmin::app {

struct PlotLine {
    char mark = '*';
    std::vector<double> x;  // rising
    std::vector<double> y;  // as many; a value that is not finite breaks the line
};

struct PlotAxes {
    std::string x_label;  // with its unit
    std::string y_label;
    int x_decimals = 2;
    int y_decimals = 2;
    int columns = 72;  // of the field between the axes
    int rows = 21;
};

/// Later lines lie over earlier ones; y = 0 is drawn where it is in sight. Every text line ends in
/// a newline and is at most columns + 14 wide. Empty if nothing is finite.
std::string line_plot(std::span<const PlotLine> lines, const PlotAxes& axes);

}  // namespace maxmin::app
