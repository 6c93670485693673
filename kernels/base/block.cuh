// What the threads of one CUDA block do together. Sums run in a fixed tree, so a block gives the
// same bits every time; all threads get the result, so they may branch on it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <cub/block/block_scan.cuh>
#include <cuda_pipeline_primitives.h>

#include "kernels/base/math.hpp"

namespace maxmin::kernels {

inline constexpr int block_threads = 512;

/// Every member but thread() and threads() must be called by all threads.
class CudaBlock {
    static constexpr int warp = 32;
    static constexpr int warps = block_threads / warp;
    static constexpr int folds_max = 32;
    using Scan = cub::BlockScan<std::uint64_t, block_threads, cub::BLOCK_SCAN_WARP_SCANS>;

  public:
    /// Shared by the block.
    struct Memory {
        double partial[warps * folds_max];  // a column a value
        double folded[folds_max];
        typename Scan::TempStorage scan;
    };

    __device__ explicit CudaBlock(Memory& memory) : memory_(memory) {}

    __device__ int thread() const { return static_cast<int>(threadIdx.x); }
    __device__ int threads() const { return block_threads; }
    __device__ void sync() const { __syncthreads(); }
    __device__ bool any(bool value) const { return __syncthreads_or(value ? 1 : 0) != 0; }

    template <int Count>
    __device__ void sum(double (&values)[Count]) const {
        fold(values, [](double a, double b) { return a + b; });
    }
    template <int Count>
    __device__ void max(double (&values)[Count]) const {
        fold(values, [](double a, double b) { return maximum(a, b); });
    }

    __device__ std::uint64_t exclusive_sum(std::uint64_t value, std::uint64_t& total) const {
        std::uint64_t before = 0;
        Scan(memory_.scan).ExclusiveSum(value, before, total);
        sync();
        return before;
    }

    /// Between device and shared memory; both begin on 16 bytes and hold a multiple of 16 bytes.
    /// Into shared memory without a register in between (sm_80 on), so all of it is under way at
    /// once: one block alone must keep its multiprocessor's share of the bandwidth busy.
    template <typename Value>
    __device__ void copy(Value* to, const Value* from, int count) const {
        static_assert(16 % sizeof(Value) == 0);
        constexpr int step = 16 / sizeof(Value);
        sync();
        if (__isShared(to)) {
            for (int i = step * thread(); i < count; i += step * block_threads) {
                __pipeline_memcpy_async(to + i, from + i, 16);
            }
            __pipeline_commit();
            __pipeline_wait_prior(0);
        } else {
            for (int i = step * thread(); i < count; i += step * block_threads) {
                *reinterpret_cast<uint4*>(to + i) = *reinterpret_cast<const uint4*>(from + i);
            }
        }
        sync();
    }

  private:
    static constexpr unsigned all_lanes = 0xFFFFFFFFU;

    /// All values with two barriers; cub::BlockReduce takes them one at a time and leaves the
    /// result in one thread. No barrier at the end: partial and folded are written again only
    /// after a barrier that every reader has passed.
    template <int Count, typename Combine>
    __device__ void fold(double (&values)[Count], Combine&& combine) const {
        static_assert(Count <= folds_max);
        for (int k = 0; k < Count; ++k) {
            for (int distance = warp / 2; distance > 0; distance /= 2) {
                values[k] = combine(values[k], __shfl_down_sync(all_lanes, values[k], distance));
            }
            if (thread() % warp == 0) {
                memory_.partial[thread() / warp * folds_max + k] = values[k];
            }
        }
        sync();
        if (thread() < Count) {
            double all = memory_.partial[thread()];
            for (int w = 1; w < warps; ++w) {
                all = combine(all, memory_.partial[w * folds_max + thread()]);
            }
            memory_.folded[thread()] = all;
        }
        sync();
        for (int k = 0; k < Count; ++k) {
            values[k] = memory_.folded[k];
        }
    }

    Memory& memory_;
};

}  // namespace maxmin::kernels
