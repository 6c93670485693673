// One process an account. The lock is the kernel's (flock): it is gone with the process, however
// that ends, and a left-over file means nothing.
#pragma once

#include <filesystem>
#include <string>

namespace maxmin::live {

class InstanceLock {
  public:
    /// Takes <folder>/maxmin-<account>.lock, making it if need be; characters that no file name
    /// should have become '_'. Throws InputError naming the process that holds it.
    InstanceLock(const std::filesystem::path& folder, const std::string& account);
    InstanceLock(const InstanceLock&) = delete;
    InstanceLock& operator=(const InstanceLock&) = delete;
    ~InstanceLock();

  private:
    int descriptor_ = -1;
};

}  // namespace maxmin::live
