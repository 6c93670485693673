#include "host/report/text_table.hpp"

#include <algorithm>
#include <utility>

#include "host/base/assert.hpp"

namespace maxmin::report {

void TextTable::add(std::vector<std::string> cells) {
    MAXMIN_ASSERT(cells.size() == rows_.front().size(), "a row has as many cells as the header");
    rows_.push_back(std::move(cells));
}

std::string TextTable::text(bool total_row) const {
    std::vector<std::size_t> widths(rows_.front().size(), 0);
    for (const auto& row : rows_) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    std::size_t line_width = 0;
    for (const std::size_t width : widths) {
        line_width += width + 2;
    }
    const std::string rule = "  " + std::string(line_width - 2, '-') + '\n';
    std::string text;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (i == 1 || (total_row && i + 1 == rows_.size() && i > 1)) {
            text += rule;
        }
        for (std::size_t column = 0; column < widths.size(); ++column) {
            const std::string& cell = rows_[i][column];
            const std::string space(widths[column] - cell.size(), ' ');
            text += "  " + (column == 0 ? cell + space : space + cell);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    return text;
}

std::string wrapped(const std::string& label, const std::string& content) {
    constexpr std::size_t columns_max = 100;
    std::string text;
    std::string line = label;
    std::size_t at = 0;
    while (at < content.size()) {
        const std::size_t end = std::min(content.find(' ', at), content.size());
        const std::string word = content.substr(at, end - at);
        if (line.size() + word.size() + 1 > columns_max && line.size() > label.size()) {
            text += line + '\n';
            line.assign(label.size(), ' ');
        }
        line += (line.size() > label.size() ? " " : "") + word;
        at = end + 1;
    }
    return text + line + '\n';
}

}  // namespace maxmin::report
