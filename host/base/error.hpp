// What a program that cannot start says: which file, where in it, what is wrong, what would be
// right.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace maxmin {

struct InputFault {
    std::string file = {};   // as the user named it; may be empty for a command-line value
    int line = 0;            // 1-based; 0 where there is no line
    std::string field = {};  // key, column or option; may be empty
    std::string wrong = {};  // what was found
    std::string right = {};  // what would be accepted; may be empty
};

/// Thrown by readers and configuration, caught once in main. what() is one readable line:
/// `demo.toml:12: defaults.max_levls: unknown key; did you mean 'max_levels'?`
class InputError : public std::runtime_error {
  public:
    explicit InputError(InputFault fault);

    const InputFault& fault() const { return fault_; }

  private:
    InputFault fault_;
};

/// Text for an error message: in quotes, cut if long.
std::string in_quotes(std::string_view text);

}  // namespace maxmin
