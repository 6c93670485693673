// A CUDA warp as the formulas see one: a lane number and an exchange of values.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace maxmin::kernels {

/// For blocks of one warp. All 32 lanes must make every call.
class CudaWarp {
  public:
    __device__ int lane() const { return static_cast<int>(threadIdx.x); }

    /// The value that `lane` passed to this call.
    template <typename Value>
    __device__ Value from(const Value& value, int lane) const {
        static_assert(std::is_trivially_copyable_v<Value> && sizeof(Value) % sizeof(Word) == 0);
        constexpr int words = sizeof(Value) / sizeof(Word);
        Word parts[words];
        memcpy(parts, &value, sizeof(Value));
        for (int w = 0; w < words; ++w) {
            parts[w] = __shfl_sync(all_lanes, parts[w], lane);
        }
        Value out;
        memcpy(&out, parts, sizeof(Value));
        return out;
    }

  private:
    using Word = std::uint32_t;
    static constexpr unsigned all_lanes = 0xFFFFFFFFU;
};

}  // namespace maxmin::kernels
