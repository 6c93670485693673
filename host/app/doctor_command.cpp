// maxmin doctor
#include <algorithm>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "host/app/commands.hpp"
#include "host/app/doctor.hpp"
#include "host/app/options.hpp"
#include "host/base/json_text.hpp"
#include "host/config/errors.hpp"

namespace maxmin::app {
namespace {

struct Options {
    ConfigOptions config;
    OutputOptions output;
};

struct Report {
    std::vector<Check> checks;
    std::vector<std::string> not_checked;
};

std::string_view colour(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "\x1b[32m";
        case Verdict::warn:
            return "\x1b[33m";
        case Verdict::fail:
            return "\x1b[31m";
    }
    return "";
}

void print_lines(const Report& report, const OutputOptions& options, Terminal& terminal) {
    for (const Check& check : report.checks) {
        if (options.quiet && check.verdict == Verdict::pass) {
            continue;
        }
        const bool has_colour = terminal.out_is_terminal;
        terminal.out << (has_colour ? colour(check.verdict) : "") << to_string(check.verdict)
                     << (has_colour ? "\x1b[0m" : "") << "  " << check.name << ": " << check.found
                     << '\n';
        if (!check.remedy.empty()) {
            terminal.out << "      -> " << check.remedy << '\n';
        }
    }
    if (!options.quiet) {
        for (const std::string& line : report.not_checked) {
            terminal.out << "not checked: " << line << '\n';
        }
    }
}

void print_json(const Report& report, Terminal& terminal) {
    terminal.out << "{\"checks\": [";
    bool is_first = true;
    for (const Check& check : report.checks) {
        terminal.out << (is_first ? "\n" : ",\n")
                     << "  {\"name\": " << base::json_quoted(check.name)
                     << ", \"verdict\": " << base::json_quoted(to_string(check.verdict))
                     << ", \"found\": " << base::json_quoted(check.found)
                     << ", \"remedy\": " << base::json_quoted(check.remedy) << '}';
        is_first = false;
    }
    terminal.out << "\n], \"not_checked\": [";
    is_first = true;
    for (const std::string& line : report.not_checked) {
        terminal.out << (is_first ? "" : ", ") << base::json_quoted(line);
        is_first = false;
    }
    terminal.out << "]}\n";
}

Report examine_all(const Options& options) {
    const Machine machine = look_at_machine(options.output.folder);
    if (options.config.file.empty()) {
        return {.checks = examine(machine, nullptr), .not_checked = not_checked(nullptr)};
    }
    try {
        const config::Loaded loaded = load(options.config);
        return {.checks = examine(machine, &loaded), .not_checked = not_checked(&loaded)};
    } catch (const config::ConfigErrors& errors) {
        Report report{.checks = examine(machine, nullptr), .not_checked = not_checked(nullptr)};
        report.checks.push_back(
            {.name = "configuration",
             .verdict = Verdict::fail,
             .found = std::to_string(errors.faults().size()) +
                      " faults, first: " + InputError(errors.faults().front()).what(),
             .remedy = "maxmin config validate --config " + options.config.file + " lists all"});
        report.not_checked.front() = "data: the configuration is not valid";
        return report;
    }
}

}  // namespace

Action attach_doctor(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    add_config_options(command, options->config, FileIs::optional);
    add_out_option(command, options->output);
    add_json_option(command, options->output);
    add_quiet_option(command, options->output);
    command.footer("Example: maxmin doctor --config demo.toml --out results");
    return [options](Terminal& terminal) {
        const Report report = examine_all(*options);
        if (options->output.json) {
            print_json(report, terminal);
        } else {
            print_lines(report, options->output, terminal);
        }
        return std::ranges::count(report.checks, Verdict::fail, &Check::verdict) > 0
                   ? ExitCode::check_failed
                   : ExitCode::ok;
    };
}

}  // namespace maxmin::app
