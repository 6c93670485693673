// All faults of a configuration at once: a user mends a file in one round, not in ten.
#pragma once

#include <string>
#include <vector>

#include "host/base/error.hpp"

namespace maxmin::config {

/// An InputError of one or more faults, in order of file and line. what() has one line for each.
class ConfigErrors : public InputError {
  public:
    /// `faults` is not empty.
    explicit ConfigErrors(std::vector<InputFault> faults);

    const std::vector<InputFault>& faults() const { return faults_; }
    const char* what() const noexcept override { return text_.c_str(); }

  private:
    std::vector<InputFault> faults_;
    std::string text_;
};

}  // namespace maxmin::config
