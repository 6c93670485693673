// How many levels a side may have, everywhere.
#pragma once

namespace maxmin::quote {

inline constexpr int levels_max = 10;

}  // namespace maxmin::quote
