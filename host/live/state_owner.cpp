#include "host/live/state_owner.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

#include "host/base/error.hpp"

namespace maxmin::live {
namespace {

std::string first_line(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

}  // namespace

void claim_state_folder(const std::filesystem::path& folder, const std::string& account,
                        const std::string& venue) {
    const std::string owner = account + " at " + venue;
    const std::filesystem::path file = folder / "owner";
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (!failed) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    }
    const int made =
        failed ? -1 : open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) {
        const std::string line = owner + "\n";
        const bool is_written =
            write(made, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
            fsync(made) == 0;
        close(made);
        if (is_written) {
            return;
        }
        unlink(file.c_str());
    }
    const std::string found = first_line(file);
    if (found == owner) {
        return;
    }
    if (found.empty()) {
        throw InputError({.file = file.string(),
                          .field = "live.state_folder",
                          .wrong = "cannot be written: " +
                                   (failed ? failed.message() : std::string(std::strerror(errno))),
                          .right = "a folder of this user, on a disk with room"});
    }
    throw InputError({.file = folder.string(),
                      .field = "live.state_folder",
                      .wrong = "holds the state of " + found + ", not of " + owner,
                      .right = "a folder of its own for each account and venue"});
}

}  // namespace maxmin::live
