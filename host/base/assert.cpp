#include "host/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace maxmin::base {

void contract_broken(const char* rule, const char* file, int line) noexcept {
    std::fprintf(stderr, "maxmin: contract broken at %s:%d: %s\n", file, line, rule);
    std::abort();
}

}  // namespace maxmin::base
