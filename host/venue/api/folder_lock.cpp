#include "host/venue/api/folder_lock.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "host/base/error.hpp"

namespace maxmin::venue::api {

FolderLock::FolderLock(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw InputError({.file = folder.string(), .wrong = error.message(), .right = "a folder"});
    }
    descriptor_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor_ < 0) {
        throw InputError({.file = folder.string(),
                          .wrong = std::strerror(errno),
                          .right = "a folder that this user may read"});
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const bool is_taken = errno == EWOULDBLOCK;
        const std::string wrong =
            is_taken ? "another exchange keeps its state here" : std::strerror(errno);
        ::close(descriptor_);
        throw InputError({.file = folder.string(),
                          .wrong = wrong,
                          .right = "another folder, or stop that exchange"});
    }
}

FolderLock::~FolderLock() {
    ::close(descriptor_);
}

}  // namespace maxmin::venue::api
