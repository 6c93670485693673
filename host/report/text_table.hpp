// Columns that line up: first one to the left, the others to the right.
#pragma once

#include <string>
#include <vector>

namespace maxmin::report {

class TextTable {
  public:
    explicit TextTable(std::vector<std::string> header) : rows_{std::move(header)} {}

    /// As many cells as the header.
    void add(std::vector<std::string> cells);
    /// Lines ending in newlines, indented by two, columns two apart, a rule below the header and
    /// above the last row if `total_row`.
    std::string text(bool total_row) const;

  private:
    std::vector<std::vector<std::string>> rows_;
};

/// A label and a text of at most 100 columns a line. Breaks at spaces; lines after the first are
/// indented like the first's text.
std::string wrapped(const std::string& label, const std::string& content);

}  // namespace maxmin::report
