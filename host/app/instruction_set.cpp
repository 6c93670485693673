#include "host/app/instruction_set.hpp"

namespace maxmin::app {

InstructionSet available_instruction_set() {
#if defined(__x86_64__)
    // By feature: clang does not know the levels' names. No processor has these and lacks the rest.
    __builtin_cpu_init();
    const bool has_v3 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
                        __builtin_cpu_supports("bmi2") != 0;
    const bool has_v4 =
        has_v3 && __builtin_cpu_supports("avx512f") != 0 &&
        __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512cd") != 0 &&
        __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
    if (has_v4) {
        return InstructionSet::x86_64_v4;
    }
    if (has_v3) {
        return InstructionSet::x86_64_v3;
    }
#endif
    return InstructionSet::baseline;
}

InstructionSet used_instruction_set() {
#if defined(MAXMIN_NO_CLONES)
    return InstructionSet::baseline;
#else
    return available_instruction_set();
#endif
}

std::string_view to_string(InstructionSet set) {
    switch (set) {
        case InstructionSet::x86_64_v4:
            return "x86-64-v4 (AVX-512)";
        case InstructionSet::x86_64_v3:
            return "x86-64-v3 (AVX2)";
        case InstructionSet::baseline:
            return "baseline";
    }
    return "unknown";
}

}  // namespace maxmin::app
