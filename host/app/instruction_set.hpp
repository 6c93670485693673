// Which of the three copies of the vector loops this processor runs (see MAXMIN_VECTOR_CLONES).
#pragma once

#include <cstdint>
#include <string_view>

namespace maxmin::app {

enum class InstructionSet : std::uint8_t { baseline, x86_64_v3, x86_64_v4 };

/// The widest one the processor has.
InstructionSet available_instruction_set();
/// The one the kernels run: baseline where the build has no clones (sanitizers).
InstructionSet used_instruction_set();

/// "x86-64-v3 (AVX2)"
std::string_view to_string(InstructionSet set);

}  // namespace maxmin::app
