// Where a command writes. Results go to `out`, everything about them to `err`.
#pragma once

#include <ostream>

namespace maxmin::app {

struct Terminal {
    std::ostream& out;
    std::ostream& err;
    bool out_is_terminal = false;  // colour only where this holds
    bool err_is_terminal = false;  // progress bar only where this holds
};

}  // namespace maxmin::app
