// One process a folder of state: two exchanges that wrote the same file would each lose what the
// other has kept. The lock is the kernel's (flock), so it is gone with the process.
#pragma once

#include <filesystem>

namespace maxmin::venue::api {

class FolderLock {
  public:
    /// Makes the folder if need be. Throws InputError if that fails or another holds the lock.
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

  private:
    int descriptor_ = -1;
};

}  // namespace maxmin::venue::api
