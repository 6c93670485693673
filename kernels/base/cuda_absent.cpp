// The device of a build without CUDA.
#include "kernels/base/device.hpp"

namespace maxmin::kernels {

bool backend_available(Backend backend) noexcept {
    return backend == Backend::cpu;
}

std::string device_description() {
    return "this build has no CUDA";
}

std::string_view device_error() noexcept {
    return {};
}

}  // namespace maxmin::kernels
