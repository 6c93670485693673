// What this core can do at most, measured in the same run as the kernels: fused multiplications a
// second on registers, and bytes a second from each distance. The roofs of the results page.
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/kernels/suite.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/base/host_device.hpp"

namespace maxmin::bench {
namespace {

using kernels::Buffer;

constexpr int lanes = 256;  // sixteen AVX-512 registers: enough to hide the latency of each

MAXMIN_VECTOR_CLONES void multiply_add(float* values, int rounds) {
    alignas(64) float x[lanes];
    for (int i = 0; i < lanes; ++i) {
        x[i] = values[i];
    }
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < lanes; ++i) {
            x[i] = x[i] * 0.999F + 0.001F;
        }
    }
    for (int i = 0; i < lanes; ++i) {
        values[i] = x[i];
    }
}

void machine_multiply_add(benchmark::State& state) {
    constexpr int rounds = 10'000;
    Buffer<float> values(lanes);
    for (auto _ : state) {
        multiply_add(values.data(), rounds);
        benchmark::DoNotOptimize(values.data());
    }
    state.counters["flops"] =
        benchmark::Counter(2.0 * lanes * rounds, benchmark::Counter::kIsIterationInvariantRate);
}

MAXMIN_VECTOR_CLONES void triad(const float* __restrict a, const float* __restrict b,
                                float* __restrict out, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        out[i] = a[i] + 0.5F * b[i];
    }
}

/// Three arrays of `KiB` altogether.
void machine_triad(benchmark::State& state) {
    const std::int64_t count = state.range(0) * 1024 / 3 / static_cast<std::int64_t>(sizeof(float));
    const auto size = static_cast<std::size_t>(count);
    Buffer<float> a(size);
    Buffer<float> b(size);
    Buffer<float> out(size);
    for (auto _ : state) {
        triad(a.data(), b.data(), out.data(), count);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * count * 3 *
                            static_cast<std::int64_t>(sizeof(float)));
}

}  // namespace

void register_machine() {
    benchmark::RegisterBenchmark("machine_multiply_add", machine_multiply_add);
    benchmark::RegisterBenchmark("machine_triad", machine_triad)
        ->ArgName("KiB")
        ->Arg(24)
        ->Arg(1024)
        ->Arg(1024 * 1024);
}

}  // namespace maxmin::bench
