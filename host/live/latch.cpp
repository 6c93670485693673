#include "host/live/latch.hpp"

#include <algorithm>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include <simdjson.h>

#include "host/base/json_text.hpp"

namespace maxmin::live {
namespace {

using risk::Cause;
using risk::ModeRecord;
using risk::TradingMode;

bool write_synced(const std::filesystem::path& file, std::string_view text) {
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return false;
    }
    const bool done =
        write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        fsync(descriptor) == 0;
    close(descriptor);
    return done;
}

bool sync_folder(const std::filesystem::path& folder) {
    const int descriptor =
        open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done;
}

void copy_who(ModeRecord& record, std::string_view who) {
    const std::size_t length = std::min(who.size(), record.who_text.size() - 1);
    std::copy_n(who.begin(), length, record.who_text.begin());
}

}  // namespace

ModeRecord halted_by(std::string_view who, Timestamp when) {
    ModeRecord record{.mode = TradingMode::halted, .cause = Cause::operator_word, .when = when};
    copy_who(record, who);
    return record;
}

Latch::Latch(const std::filesystem::path& state_folder) : file_(state_folder / "halted.json") {}

bool Latch::is_set() const {
    return access(file_.c_str(), F_OK) == 0;
}

std::optional<ModeRecord> Latch::read() const {
    if (!is_set()) {
        return std::nullopt;
    }
    ModeRecord record = halted_by("unreadable latch", Timestamp());
    simdjson::padded_string text;
    if (simdjson::padded_string::load(file_.string()).get(text) != simdjson::SUCCESS) {
        return record;
    }
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string_view who;
    std::string_view cause;
    std::int64_t when_ns = 0;
    if (parser.parse(text).get(root) != simdjson::SUCCESS ||
        root["who"].get(who) != simdjson::SUCCESS ||
        root["cause"].get(cause) != simdjson::SUCCESS ||
        root["when_ns"].get(when_ns) != simdjson::SUCCESS) {
        return record;
    }
    record = halted_by(who, Timestamp(when_ns));
    for (const Cause known : {Cause::day_loss, Cause::drawdown}) {
        record.cause = to_string(known) == cause ? known : record.cause;
    }
    return record;
}

bool Latch::set(const ModeRecord& record) const {
    if (is_set()) {
        return true;
    }
    const std::string text = "{\"who\": " + base::json_quoted(record.who()) +
                             ", \"cause\": " + base::json_quoted(to_string(record.cause)) +
                             ", \"when_ns\": " + std::to_string(record.when.ns()) + "}\n";
    const std::filesystem::path fresh = file_.string() + ".new";
    return write_synced(fresh, text) && rename(fresh.c_str(), file_.c_str()) == 0 &&
           sync_folder(file_.parent_path());
}

bool Latch::clear() const {
    return (unlink(file_.c_str()) == 0 || !is_set()) && sync_folder(file_.parent_path());
}

}  // namespace maxmin::live
