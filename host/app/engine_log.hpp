// Turns the engine's flat records into lines: the guide's own where it has one. Times are the
// run's, not the wall clock's. Quotes are level debug, everything else info or warn.
#pragma once

#include <memory>
#include <span>

#include "host/engine/event_log.hpp"
#include "host/market/instrument.hpp"

namespace spdlog {
class logger;
}

namespace maxmin::app {

class EngineLog {
  public:
    /// `instruments` must outlive it.
    EngineLog(std::shared_ptr<spdlog::logger> logger,
              std::span<const market::Instrument> instruments)
        : logger_(std::move(logger)), instruments_(instruments) {}

    void write(const engine::LogRecord& record);

  private:
    std::shared_ptr<spdlog::logger> logger_;
    std::span<const market::Instrument> instruments_;
};

/// The line of one record, without time and level.
std::string log_line(const engine::LogRecord& record, const market::Instrument& instrument);

}  // namespace maxmin::app
