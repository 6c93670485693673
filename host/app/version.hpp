// Which program this is.
#pragma once

#include <string>
#include <string_view>

namespace maxmin::app {

struct BuildInfo {
    std::string_view version;
    std::string_view commit;  // "unknown" where the source is not a git checkout
    std::string_view build_type;
    std::string_view compiler;
    std::string_view cuda_architectures;  // empty: built without CUDA
};

/// Written by CMake from version.cpp.in when it configures.
const BuildInfo& build_info();

/// The lines of --version.
std::string version_text();

/// "0.1.0 0123456789ab": what a result file records.
std::string code_version();

}  // namespace maxmin::app
