// Whole files into memory, decompressed by magic bytes: gzip (also several members in a row), lz4
// frame, zstd, or as they are.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace maxmin::market {

/// Readable bytes past the end of the text, which simdjson wants.
inline constexpr std::size_t text_padding_bytes = 64;

/// The file's text; its capacity exceeds its size by text_padding_bytes at least.
/// Throws InputError if the file cannot be read, ends early, or is damaged.
std::string read_decompressed(const std::filesystem::path& path);

}  // namespace maxmin::market
