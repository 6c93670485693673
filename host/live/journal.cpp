#include "host/live/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

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
                 Timestamp now)
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
