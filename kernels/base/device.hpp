// What this machine and this build offer beside the CPU. Plain C++: it reads the same with and
// without CUDA, and asking never fails; where there is no device the answer says why.
#pragma once

#include <string>
#include <string_view>

#include "kernels/base/status.hpp"

namespace maxmin::kernels {

/// Whether work can be given to `backend` here and now. The CPU always takes it.
bool backend_available(Backend backend) noexcept;

/// Name and size of the device that Backend::cuda uses, or the reason why there is none.
std::string device_description();

/// Of this thread's last failed device call: the call and the driver's words. Empty if none failed.
std::string_view device_error() noexcept;

}  // namespace maxmin::kernels
