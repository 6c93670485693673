// Counts every allocation of the calling thread, so that a test can show that a path makes none.
#pragma once

#include <cstdint>

namespace maxmin::test {

/// False in sanitizer builds, where operator new belongs to the sanitizer.
bool allocations_are_counted();

/// Allocations through operator new by this thread since it started.
std::int64_t allocations_of_this_thread();

}  // namespace maxmin::test
