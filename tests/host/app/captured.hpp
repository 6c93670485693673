// A terminal that remembers.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host/app/run.hpp"

namespace maxmin::test {

struct Captured {
    std::ostringstream out;
    std::ostringstream err;
    app::Terminal terminal{.out = out, .err = err};
    int code = -1;
};

/// Runs the whole program in process.
inline void run_app(const std::vector<std::string>& arguments, Captured& captured) {
    captured.code = static_cast<int>(app::run(arguments, captured.terminal));
}

/// A file in the temporary folder, named after the running test: tests run side by side.
inline std::string write_temporary(const std::string& name, const std::string& text) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    const std::string path = ::testing::TempDir() + "maxmin_" + test->test_suite_name() + "_" +
                             test->name() + "_" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

}  // namespace maxmin::test
