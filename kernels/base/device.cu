#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "kernels/base/device.cuh"

namespace maxmin::kernels {
namespace {

/// One a thread: an error belongs to the thread whose call reported it.
thread_local char last_error[256] = "";

std::atomic<bool> lost = false;

std::string mebibytes(std::size_t bytes) {
    return std::to_string((bytes + (std::size_t(1) << 20) - 1) >> 20) + " MiB";
}

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

void require_device_memory(std::size_t bytes, const std::string& what) {
    std::size_t free = 0;
    std::size_t total = 0;
    require_cuda(cudaMemGetInfo(&free, &total), "cudaMemGetInfo");
    if (bytes > free) {
        std::snprintf(last_error, sizeof(last_error), "%s: %s on the device, of which %s are free",
                      what.c_str(), mebibytes(bytes).c_str(), mebibytes(free).c_str());
        throw DeviceError(last_error);
    }
}

bool device_lost() noexcept {
    return lost;
}

/// Polls: cudaStreamSynchronize would wait for a hung device for ever.
bool DeviceStream::finish() const noexcept {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = Clock::now();
    for (;;) {
        const cudaError_t state = cudaStreamQuery(get());
        if (state != cudaErrorNotReady) {
            return cuda_ok(state, "waiting for the device");
        }
        const double waited_s = std::chrono::duration<double>(Clock::now() - begin).count();
        if (waited_s > device_deadline_s) {
            lost = true;
            std::snprintf(last_error, sizeof(last_error), "the device did not finish in %g s",
                          device_deadline_s);
            return false;
        }
        // The first milliseconds are a step's own time and are spun away.
        if (waited_s > 0.005) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
    }
}

// A device that reports an error refuses these too, and its memory goes with it.
void StreamDeleter::operator()(cudaStream_t stream) const noexcept {
    static_cast<void>(lost || cuda_ok(cudaStreamDestroy(stream), "cudaStreamDestroy"));
}
void DeviceMemoryDeleter::operator()(void* memory) const noexcept {
    static_cast<void>(lost || cuda_ok(cudaFree(memory), "cudaFree"));
}
void PinnedMemoryDeleter::operator()(void* memory) const noexcept {
    static_cast<void>(lost || cuda_ok(cudaFreeHost(memory), "cudaFreeHost"));
}

bool backend_available(Backend backend) noexcept {
    int devices = 0;
    return backend == Backend::cpu ||
           (!lost && cuda_ok(cudaGetDeviceCount(&devices), "cudaGetDeviceCount") && devices > 0);
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
