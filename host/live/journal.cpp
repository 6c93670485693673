#include "host/live/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>
#include <utility>

#include "host/base/error.hpp"

namespace maxmin::live {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
    throw InputError({.file = file.string(),
                      .field = "journal",
                      .wrong = what + ": " + std::strerror(errno),
                      .right = "a file that this user may write, on a disk with room"});
}

/// A new file is only there for good when its folder says so.
bool sync_folder(const std::filesystem::path& folder) {
    const int descriptor =
        open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    const bool done = fsync(descriptor) == 0;
    close(descriptor);
    return done;
}

}  // namespace

Journal::Journal(std::filesystem::path file, std::span<const market::Instrument> instruments,
                 Timestamp now, std::size_t compact_bytes)
    : file_(std::move(file)) {
    std::string bytes;
    if (std::ifstream in(file_, std::ios::binary); in) {
        bytes.assign(std::istreambuf_iterator<char>(in), {});
    }
    past_ = read_journal(bytes);
    descriptor_ = open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) {
        fail(file_, "cannot be opened");
    }
    if (past_.sound_bytes < bytes.size()) {
        cut(std::string_view(bytes).substr(past_.sound_bytes));
    }
    if (past_.sound_bytes >= compact_bytes) {
        make_compact();
    }
    if (lseek(descriptor_, 0, SEEK_END) < 0) {
        fail(file_, "has no end");
    }
    run_ = next_run(past_, now);
    write_run(pending_, run_, now, instruments);
    if (!commit() || !sync_folder(file_.parent_path())) {
        fail(file_, "cannot be written");
    }
}

Journal::~Journal() {
    static_cast<void>(commit());
    close(descriptor_);
}

void Journal::cut(std::string_view torn) {
    std::ofstream(file_.string() + ".torn", std::ios::binary | std::ios::app) << torn;
    if (ftruncate(descriptor_, static_cast<off_t>(past_.sound_bytes)) != 0) {
        fail(file_, "its torn end cannot be cut off");
    }
}

/// A disk without room is no reason not to start: the long file then stays.
void Journal::make_compact() {
    const std::string old = file_.string() + ".old";
    const std::string fresh = file_.string() + ".new";
    std::string bytes;
    if (!write_past(bytes, past_) || bytes.size() >= past_.sound_bytes) {
        return;
    }
    const int made = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (made < 0) {
        return;
    }
    std::error_code error;
    std::filesystem::remove(old, error);
    const bool is_whole =
        write(made, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
        fsync(made) == 0;
    // A second name for the long file, then the first name for the new one: the journal's own name
    // always leads to a whole journal.
    if (!is_whole || link(file_.c_str(), old.c_str()) != 0 ||
        rename(fresh.c_str(), file_.c_str()) != 0) {
        close(made);
        std::filesystem::remove(fresh, error);
        return;
    }
    close(std::exchange(descriptor_, made));
}

void Journal::add(const JournalEntry& entry) {
    write_entry(pending_, entry);
}

bool Journal::commit() {
    while (!pending_.empty()) {
        const ssize_t written = write(descriptor_, pending_.data(), pending_.size());
        if (written < 0 && errno != EINTR) {
            return false;
        }
        pending_.erase(0, static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    return fdatasync(descriptor_) == 0;
}

}  // namespace maxmin::live
