#include "host/app/log.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

#include "host/base/error.hpp"
#include "host/base/json_text.hpp"

namespace maxmin::app {
namespace {

/// The message as a JSON string.
class QuotedMessage : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
                spdlog::memory_buf_t& line) override {
        const std::string text =
            base::json_quoted(std::string_view(message.payload.data(), message.payload.size()));
        line.append(text.data(), text.data() + text.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<QuotedMessage>();
    }
};

/// Level name, in colour.
class ColouredLevel : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
                spdlog::memory_buf_t& line) override {
        std::string_view colour = "\x1b[2m";
        if (message.level >= spdlog::level::err) {
            colour = "\x1b[31m";
        } else if (message.level == spdlog::level::warn) {
            colour = "\x1b[33m";
        } else if (message.level == spdlog::level::info) {
            colour = "\x1b[32m";
        }
        const spdlog::string_view_t name = spdlog::level::to_string_view(message.level);
        for (const std::string_view part :
             {colour, std::string_view(name.data(), name.size()), std::string_view("\x1b[0m")}) {
            line.append(part.data(), part.data() + part.size());
        }
    }
    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<ColouredLevel>();
    }
};

std::shared_ptr<spdlog::logger> with_format(engine::LogFormat format, bool has_colour,
                                            spdlog::sink_ptr sink) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<QuotedMessage>('*').add_flag<ColouredLevel>('~');
    if (format == engine::LogFormat::json) {
        formatter->set_pattern(
            R"({"time": "%Y-%m-%dT%H:%M:%S.%fZ", "level": "%l", "message": %*})");
    } else {
        formatter->set_pattern(has_colour ? "%Y-%m-%dT%H:%M:%S.%fZ %~ %v"
                                          : "%Y-%m-%dT%H:%M:%S.%fZ %l %v");
    }
    auto logger = std::make_shared<spdlog::logger>("maxmin", std::move(sink));
    logger->set_formatter(std::move(formatter));
    logger->flush_on(spdlog::level::warn);
    return logger;
}

}  // namespace

std::shared_ptr<spdlog::logger> make_logger(engine::LogFormat format, Terminal& terminal) {
    return with_format(format, terminal.err_is_terminal,
                       std::make_shared<spdlog::sinks::ostream_sink_mt>(terminal.err));
}

std::shared_ptr<spdlog::logger> make_logger(engine::LogFormat format,
                                            const std::filesystem::path& file) {
    constexpr std::size_t file_bytes_max = 64U << 20U;
    constexpr std::size_t old_files = 4;
    try {
        return with_format(format, false,
                           std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
                               file.string(), file_bytes_max, old_files));
    } catch (const spdlog::spdlog_ex& error) {
        throw InputError({.file = file.string(),
                          .line = 0,
                          .field = "log file",
                          .wrong = error.what(),
                          .right = "name a file in a folder that can be written"});
    }
}

}  // namespace maxmin::app
