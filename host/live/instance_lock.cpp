#include "host/live/instance_lock.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "host/base/error.hpp"

namespace maxmin::live {
namespace {

std::string file_name(const std::string& account) {
    std::string name = "maxmin-" + account + ".lock";
    for (char& letter : name) {
        const bool is_plain =
            std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' || letter == '.';
        letter = is_plain ? letter : '_';
    }
    return name;
}

/// The id that the holder wrote, "an unknown process" if it had no time to.
std::string holder(int descriptor) {
    std::array<char, 32> text{};
    const ssize_t length = pread(descriptor, text.data(), text.size() - 1, 0);
    return length > 0 ? "process " + std::string(text.data(), static_cast<std::size_t>(length))
                      : std::string("an unknown process");
}

}  // namespace

InstanceLock::InstanceLock(const std::filesystem::path& folder, const std::string& account) {
    const std::filesystem::path file = folder / file_name(account);
    descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) {
        throw InputError({.file = file.string(),
                          .field = "instance lock",
                          .wrong = std::string("cannot be opened: ") + std::strerror(errno),
                          .right = "a folder that this user may write"});
    }
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const std::string who = holder(descriptor_);
        close(descriptor_);
        throw InputError({.file = file.string(),
                          .field = "instance lock",
                          .wrong = who + " already trades for " + account,
                          .right = "stop it first; two would fight over the same orders"});
    }
    const std::string pid = std::to_string(getpid());
    if (ftruncate(descriptor_, 0) == 0) {
        static_cast<void>(pwrite(descriptor_, pid.data(), pid.size(), 0) > 0);
    }
}

InstanceLock::~InstanceLock() {
    close(descriptor_);
}

}  // namespace maxmin::live
