// A compressed file that only grows, by whole zstd frames, each in one write: what a crash can take
// is what was added since the last flush. `zstd -dc` reads it, and so does every reader here. A
// frame that the machine's own end has torn is cut off at the next opening, one that a full disk
// has torn at once. One process at a time: the file is locked while it is open.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace maxmin::live {

class ZstdFile {
  public:
    /// Appends to the file, or makes it. Throws InputError if it cannot be written, or if another
    /// process is at it.
    explicit ZstdFile(std::filesystem::path file);
    ZstdFile(const ZstdFile&) = delete;
    ZstdFile& operator=(const ZstdFile&) = delete;
    ~ZstdFile();

    void add(std::string_view text) { pending_ += text; }
    /// One frame of what was added. False if it did not get to the file; it is then gone.
    [[nodiscard]] bool flush();
    std::int64_t bytes_written() const { return bytes_written_; }
    const std::filesystem::path& path() const { return file_; }

  private:
    struct Context;

    std::filesystem::path file_;
    int descriptor_ = -1;
    std::unique_ptr<Context> context_;
    std::string pending_;
    std::string frame_;
    std::int64_t bytes_written_ = 0;  // since it was opened
};

/// Bytes of the leading whole frames.
std::size_t whole_frames(std::string_view bytes);

}  // namespace maxmin::live
