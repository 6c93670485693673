// A reason to stop that has an exit code of its own and one line for the user.
#pragma once

#include <stdexcept>
#include <string>

#include "host/app/exit_code.hpp"

namespace maxmin::app {

class ExitError : public std::runtime_error {
  public:
    ExitError(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}

    ExitCode code() const { return code_; }

  private:
    ExitCode code_;
};

}  // namespace maxmin::app
