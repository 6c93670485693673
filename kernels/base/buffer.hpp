// Owns one block of host memory, aligned to a cache line (and so to the widest vector). Its size is
// fixed when it is made: nothing here grows, so nothing allocates after start.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace maxmin::kernels {

template <typename Value>
class Buffer {
    static_assert(std::is_trivially_copyable_v<Value>);

  public:
    static constexpr std::size_t alignment_bytes = 64;

    Buffer() = default;
    /// `size` values, all zero. Throws std::bad_alloc.
    explicit Buffer(std::size_t size) : size_(size) {
        if (size_ != 0) {
            data_ = static_cast<Value*>(
                ::operator new (size_ * sizeof(Value), std::align_val_t{alignment_bytes}));
            for (std::size_t i = 0; i < size_; ++i) {
                ::new (static_cast<void*>(data_ + i)) Value();
            }
        }
    }
    Buffer(Buffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    Buffer& operator=(Buffer&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() { ::operator delete (data_, std::align_val_t{alignment_bytes}); }

    Value* data() const { return data_; }
    std::size_t size() const { return size_; }

  private:
    Value* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace maxmin::kernels
