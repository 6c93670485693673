// What a kernel call reports. Kernels are noexcept and never print: the caller decides.
#pragma once

#include <cstdint>
#include <string_view>

namespace maxmin::kernels {

enum class Backend : std::uint8_t {
    cpu,
    cuda,
};

enum class [[nodiscard]] Status : std::uint8_t{
    ok,
    bad_shape,            // a view does not have the size the call states
    bad_parameter,        // a parameter is outside its stated range
    backend_unavailable,  // not built, or no device
    device_failed,        // the device reported an error; its results must not be used
};

constexpr std::string_view to_string(Backend backend) {
    return backend == Backend::cuda ? "cuda" : "cpu";
}

constexpr std::string_view to_string(Status status) {
    switch (status) {
        case Status::ok:
            return "ok";
        case Status::bad_shape:
            return "bad_shape";
        case Status::bad_parameter:
            return "bad_parameter";
        case Status::backend_unavailable:
            return "backend_unavailable";
        case Status::device_failed:
            return "device_failed";
    }
    return "unknown";
}

}  // namespace maxmin::kernels
