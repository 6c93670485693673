// Owners of what lives on the device. Constructors throw DeviceError, for the start; what runs
// afterwards is noexcept and reports Status. Only this folder allocates device memory.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <cuda_runtime.h>

#include "kernels/base/device.hpp"

namespace maxmin::kernels {

struct DeviceError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// True if the call succeeded. If not, device_error() tells which one it was and why; what the
/// device computed must not be used. `call` names the call for the log.
bool cuda_ok(cudaError_t error, const char* call) noexcept;

/// Likewise, but throws DeviceError.
void require_cuda(cudaError_t error, const char* call);

/// Throws DeviceError if the device has less memory left than `bytes`, naming both and `what` needs
/// it.
void require_device_memory(std::size_t bytes, const std::string& what);

/// A device that has not finished in this time is given up: a step takes a millisecond.
inline constexpr double device_deadline_s = 5.0;

/// True once a deadline has passed. From then on nothing is freed on the device, since freeing
/// waits for it, and no backend is offered.
bool device_lost() noexcept;

struct StreamDeleter {
    void operator()(cudaStream_t stream) const noexcept;
};

/// The queue of one owner's work; work of different owners may overlap.
class DeviceStream {
  public:
    DeviceStream();
    cudaStream_t get() const { return stream_.get(); }
    /// Waits for all that was queued, device_deadline_s at most. False if any of it failed or the
    /// time was up: what was queued may then still write to its buffers.
    bool finish() const noexcept;

  private:
    std::unique_ptr<std::remove_pointer_t<cudaStream_t>, StreamDeleter> stream_;
};

struct DeviceMemoryDeleter {
    void operator()(void* memory) const noexcept;
};

/// `size` values on the device, all bits zero. Its size is fixed when it is made.
template <typename Value>
class DeviceBuffer {
    static_assert(std::is_trivially_copyable_v<Value>);

  public:
    explicit DeviceBuffer(std::size_t size) : size_(size) {
        void* memory = nullptr;
        if (size_ != 0) {
            require_cuda(cudaMalloc(&memory, size_ * sizeof(Value)), "cudaMalloc");
            data_.reset(static_cast<Value*>(memory));
            require_cuda(cudaMemset(memory, 0, size_ * sizeof(Value)), "cudaMemset");
            // No stream of ours waits for the default one, where this memset runs.
            require_cuda(cudaStreamSynchronize(nullptr), "cudaMemset");
        }
    }

    Value* data() const { return data_.get(); }
    std::size_t size() const { return size_; }

  private:
    std::unique_ptr<Value, DeviceMemoryDeleter> data_;
    std::size_t size_ = 0;
};

struct PinnedMemoryDeleter {
    void operator()(void* memory) const noexcept;
};

/// `size` values on the host that the device copies from and to by itself, all bits zero.
template <typename Value>
class PinnedBuffer {
    static_assert(std::is_trivially_copyable_v<Value>);

  public:
    explicit PinnedBuffer(std::size_t size) : size_(size) {
        void* memory = nullptr;
        if (size_ != 0) {
            require_cuda(cudaMallocHost(&memory, size_ * sizeof(Value)), "cudaMallocHost");
            std::memset(memory, 0, size_ * sizeof(Value));
            data_.reset(static_cast<Value*>(memory));
        }
    }

    Value* data() const { return data_.get(); }
    std::size_t size() const { return size_; }

  private:
    std::unique_ptr<Value, PinnedMemoryDeleter> data_;
    std::size_t size_ = 0;
};

/// Queues a copy of `count` values. Host memory that is not pinned is read before this returns and
/// written before DeviceStream::finish returns. False if it could not be queued.
template <typename Value>
bool to_device(Value* device, const Value* host, std::size_t count,
               const DeviceStream& stream) noexcept {
    return cuda_ok(
        cudaMemcpyAsync(device, host, count * sizeof(Value), cudaMemcpyHostToDevice, stream.get()),
        "copy to the device");
}
template <typename Value>
bool to_host(Value* host, const Value* device, std::size_t count,
             const DeviceStream& stream) noexcept {
    return cuda_ok(
        cudaMemcpyAsync(host, device, count * sizeof(Value), cudaMemcpyDeviceToHost, stream.get()),
        "copy from the device");
}

constexpr Status status_of(bool worked) {
    return worked ? Status::ok : Status::device_failed;
}

}  // namespace maxmin::kernels
