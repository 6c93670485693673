#include "host/app/line_plot.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace maxmin::app {
namespace {

constexpr double off = std::numeric_limits<double>::infinity();

TEST(LinePlot, DrawsALineFromCornerToCorner) {
    const std::vector<PlotLine> lines{{.mark = '*', .x = {0.0, 4.0}, .y = {0.0, 4.0}}};

    const std::string text = line_plot(lines, {.x_label = "x",
                                               .y_label = "y",
                                               .x_decimals = 0,
                                               .y_decimals = 0,
                                               .columns = 5,
                                               .rows = 5});

    EXPECT_EQ(text,
              "  y\n"
              "           |    *\n"
              "           |   *\n"
              "           |  *\n"
              "           | *\n"
              "         0 +*----\n"
              "           +-----\n"
              "           0 2 4\n"
              "             x\n");
}

TEST(LinePlot, BreaksWhereALineIsOffAndJoinsSteepSteps) {
    const std::vector<PlotLine> lines{
        {.mark = '*', .x = {0.0, 1.0, 2.0, 3.0, 4.0}, .y = {1.0, 1.0, off, 1.0, 5.0}}};

    const std::string text =
        line_plot(lines, {.x_label = "", .y_label = "", .x_decimals = 0, .columns = 5, .rows = 5});

    // The last column climbs through every row; the third one is empty.
    EXPECT_EQ(text,
              "  \n"
              "           |    *\n"
              "           |    *\n"
              "           |    *\n"
              "           |    *\n"
              "      1.00 +** *\n"
              "           +-----\n"
              "           0 2 4\n"
              "             \n");
}

TEST(LinePlot, NothingToShowIsNoText) {
    const std::vector<PlotLine> lines{{.mark = '*', .x = {0.0, 1.0}, .y = {off, off}}};

    EXPECT_EQ(line_plot(lines, {}), "");
}

}  // namespace
}  // namespace maxmin::app
