#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

#include "host/app/run.hpp"

int main(int count, char** arguments) {
    maxmin::app::Terminal terminal{.out = std::cout,
                                   .err = std::cerr,
                                   .out_is_terminal = isatty(STDOUT_FILENO) == 1,
                                   .err_is_terminal = isatty(STDERR_FILENO) == 1};
    const std::vector<std::string> given(arguments + 1, arguments + count);
    return static_cast<int>(maxmin::app::run(given, terminal));
}
