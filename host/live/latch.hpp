// A halt on the disk: a small JSON file that is there while the portfolio may not quote. It
// outlives the process, anybody may read it, and only an operator's resume removes it. The command
// line writes it too when no process answers: a process that wakes up later finds it and halts.
#pragma once

#include <filesystem>
#include <optional>

#include "host/risk/trading_state.hpp"

namespace maxmin::live {

class Latch {
  public:
    explicit Latch(const std::filesystem::path& state_folder);

    /// The halt that holds, if one does. A latch that cannot be understood is a halt too.
    std::optional<risk::ModeRecord> read() const;
    bool is_set() const;
    /// On the disk when it returns true. A latch that is set keeps who set it first.
    [[nodiscard]] bool set(const risk::ModeRecord& record) const;
    [[nodiscard]] bool clear() const;

    const std::filesystem::path& file() const { return file_; }

  private:
    std::filesystem::path file_;
};

/// A halt by an operator's word.
risk::ModeRecord halted_by(std::string_view who, Timestamp when);

}  // namespace maxmin::live
