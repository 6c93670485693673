// The end of a run for a tired reader: one screen of text, at most 100 columns, result first.
// Returns text; printing is the program's business.
#pragma once

#include <string>

#include "host/ledger/result.hpp"

namespace maxmin::report {

struct TerminalStyle {
    bool colour = false;  // ANSI colours for signs and warnings
    int assets_max = 20;  // more: the best and the worst are shown, and it says so
};

/// `folder`: where the files of this run were written; empty if nowhere.
std::string terminal_text(const ledger::RunResult& result, const std::string& folder,
                          const TerminalStyle& style);

}  // namespace maxmin::report
