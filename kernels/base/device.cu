#include <cstdio>

#include "kernels/base/device.cuh"

namespace maxmin::kernels {
namespace {

/// One a thread: an error belongs to the thread whose call reported it.
thread_local char last_error[256] = "";

}  // namespace

bool cuda_ok(cudaError_t error, const char* call) noexcept {
    if (error == cudaSuccess) {
        return true;
    }
    std::snprintf(last_error, sizeof(last_error), "%s: %s (%s)", call, cudaGetErrorString(error),
                  cudaGetErrorName(error));
    // Otherwise the next launch check would report it again. A lost device goes on reporting.
    static_cast<void>(cudaGetLastError());
    return false;
}

void require_cuda(cudaError_t error, const char* call) {
    if (!cuda_ok(error, call)) {
        throw DeviceError(last_error);
    }
}

DeviceStream::DeviceStream() {
    cudaStream_t stream = nullptr;
    require_cuda(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreate");
    stream_.reset(stream);
}

bool DeviceStream::finish() const noexcept {
    return cuda_ok(cudaStreamSynchronize(get()), "waiting for the device");
}

// A device that was lost refuses these too; its memory went with it.
void StreamDeleter::operator()(cudaStream_t stream) const noexcept {
    static_cast<void>(cuda_ok(cudaStreamDestroy(stream), "cudaStreamDestroy"));
}
void DeviceMemoryDeleter::operator()(void* memory) const noexcept {
    static_cast<void>(cuda_ok(cudaFree(memory), "cudaFree"));
}

bool backend_available(Backend backend) noexcept {
    int devices = 0;
    return backend == Backend::cpu ||
           (cuda_ok(cudaGetDeviceCount(&devices), "cudaGetDeviceCount") && devices > 0);
}

std::string device_description() {
    int device = 0;
    cudaDeviceProp properties{};
    if (!backend_available(Backend::cuda) || !cuda_ok(cudaGetDevice(&device), "cudaGetDevice") ||
        !cuda_ok(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties")) {
        return last_error[0] == '\0' ? "no CUDA device" : last_error;
    }
    return std::string(properties.name) + ", " + std::to_string(properties.totalGlobalMem >> 20) +
           " MiB";
}

std::string_view device_error() noexcept {
    return last_error;
}

}  // namespace maxmin::kernels
