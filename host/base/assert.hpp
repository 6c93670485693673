// Contracts. A broken one is a bug in the program, not in its input: it stops at once, naming the
// rule.
#pragma once

namespace maxmin::base {

[[noreturn]] void contract_broken(const char* rule, const char* file, int line) noexcept;

}  // namespace maxmin::base

/// Always on; for cold code. `rule` states what should hold.
#define MAXMIN_ASSERT(condition, rule)                                 \
    do {                                                               \
        if (!(condition)) {                                            \
            ::maxmin::base::contract_broken(rule, __FILE__, __LINE__); \
        }                                                              \
    } while (false)

/// For hot code: checked in debug and sanitizer builds only.
#if defined(NDEBUG)
#define MAXMIN_DEBUG_ASSERT(condition, rule) static_cast<void>(0)
#else
#define MAXMIN_DEBUG_ASSERT(condition, rule) MAXMIN_ASSERT(condition, rule)
#endif
