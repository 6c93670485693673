// Whose state a folder holds. Peak equity, positions and nonces of one account at one venue say
// nothing of another's: a folder is claimed at its first use and refused to everybody else.
#pragma once

#include <filesystem>
#include <string>

namespace maxmin::live {

/// Makes the folder (mode 0700) and writes <folder>/owner, or compares with what stands there.
/// Throws InputError: of another account or venue, or not writable.
void claim_state_folder(const std::filesystem::path& folder, const std::string& account,
                        const std::string& venue);

}  // namespace maxmin::live
