// One formula, two machines: marks a function for the CPU and, under nvcc, for the GPU.
#pragma once

#if defined(__CUDACC__)
#define MAXMIN_HD __host__ __device__
#else
#define MAXMIN_HD
#endif

// A function marked so is compiled three times and the widest one that the processor has is taken
// when the program starts. It must contain the whole loop; what it calls must be inline.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__) && \
    !defined(MAXMIN_NO_CLONES)
#define MAXMIN_VECTOR_CLONES \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MAXMIN_VECTOR_CLONES
#endif

#if defined(__GNUC__) || defined(__CUDACC__)
#define MAXMIN_ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define MAXMIN_ALWAYS_INLINE inline
#endif

// Before a loop: its iterations touch different elements, whatever the pointers look like.
#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__)
#define MAXMIN_INDEPENDENT_LANES _Pragma("GCC ivdep")
#else
#define MAXMIN_INDEPENDENT_LANES
#endif

// Before a loop of ten rounds that should not stay a loop. nvcc needs no telling.
#if defined(__CUDACC__)
#define MAXMIN_UNROLL_TEN
#else
#define MAXMIN_UNROLL_TEN _Pragma("GCC unroll 10")
#endif

// Before a loop over a small array that is to live in registers, which have no index; and before
// one whose long body is to be there once.
#if defined(__CUDA_ARCH__)
#define MAXMIN_UNROLL _Pragma("unroll")
#define MAXMIN_KEEP_LOOP _Pragma("unroll 1")
#else
#define MAXMIN_UNROLL
#define MAXMIN_KEEP_LOOP
#endif
