// What the threads of one CUDA block do together. Sums run in a fixed tree, so a block gives the
// same bits every time; all threads get the result, so they may branch on it.
#pragma once

#include "kernels/base/math.hpp"

namespace maxmin::kernels {

inline constexpr int block_threads = 256;

/// `memory` is shared by the block: [memory_size]. Every member must be called by all threads.
class CudaBlock {
  public:
    static constexpr int memory_size = block_threads + 1;

    __device__ explicit CudaBlock(double* memory) : memory_(memory) {}

    __device__ int thread() const { return static_cast<int>(threadIdx.x); }
    __device__ int threads() const { return block_threads; }
    __device__ void sync() const { __syncthreads(); }

    template <int Count>
    __device__ void sum(double (&values)[Count]) const {
        static_assert(Count * warps <= memory_size);
        for (int k = 0; k < Count; ++k) {
            for (int distance = warp / 2; distance > 0; distance /= 2) {
                values[k] += __shfl_down_sync(all_lanes, values[k], distance);
            }
            if (thread() % warp == 0) {
                memory_[k * warps + thread() / warp] = values[k];
            }
        }
        sync();
        for (int k = 0; k < Count; ++k) {
            values[k] = 0.0;
            for (int w = 0; w < warps; ++w) {
                values[k] += memory_[k * warps + w];
            }
        }
        sync();
    }

    __device__ double max(double value) const {
        for (int distance = warp / 2; distance > 0; distance /= 2) {
            value = maximum(value, __shfl_down_sync(all_lanes, value, distance));
        }
        if (thread() % warp == 0) {
            memory_[thread() / warp] = value;
        }
        sync();
        value = memory_[0];
        for (int w = 1; w < warps; ++w) {
            value = maximum(value, memory_[w]);
        }
        sync();
        return value;
    }

    /// The sum over the threads before this one, one after the other: a tree could make it smaller
    /// than the sum of a thread before, by a rounding.
    __device__ double exclusive_sum(double value, double& total) const {
        memory_[thread()] = value;
        sync();
        if (thread() == 0) {
            double before = 0.0;
            for (int t = 0; t < block_threads; ++t) {
                const double own = memory_[t];
                memory_[t] = before;
                before += own;
            }
            memory_[block_threads] = before;
        }
        sync();
        const double before = memory_[thread()];
        total = memory_[block_threads];
        sync();
        return before;
    }

  private:
    static constexpr int warp = 32;
    static constexpr int warps = block_threads / warp;
    static constexpr unsigned all_lanes = 0xFFFFFFFFU;

    double* memory_;
};

}  // namespace maxmin::kernels
