#include "host/report/files.hpp"

#include <fstream>
#include <string>
#include <system_error>

#include "host/base/error.hpp"
#include "host/report/csv.hpp"
#include "host/report/html.hpp"
#include "host/report/summary_json.hpp"

namespace maxmin::report {
namespace {

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) {
        throw InputError({.file = path.string(),
                          .line = 0,
                          .field = {},
                          .wrong = "cannot be written",
                          .right = "choose a folder that can, with room on its disk"});
    }
}

}  // namespace

void write_files(const ledger::RunResult& result, const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw InputError({.file = folder.string(),
                          .line = 0,
                          .field = {},
                          .wrong = "this folder cannot be made: " + error.message(),
                          .right = "choose a place that is writable"});
    }
    write_file(folder / "samples.csv", samples_csv(result));
    write_file(folder / "fills.csv", fills_csv(result));
    write_file(folder / "profit.csv", profit_csv(result));
    write_file(folder / "summary.json", summary_json(result));
    write_file(folder / "report.html", html_page(result));
}

}  // namespace maxmin::report
