#include "host/live/zstd_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/file.h>
#include <unistd.h>

#include <zstd.h>

#include "host/base/error.hpp"

namespace maxmin::live {
namespace {

constexpr int level = 3;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
    throw InputError({.file = file.string(),
                      .field = "recording",
                      .wrong = what + ": " + std::strerror(errno),
                      .right = "a file that this user may write"});
}

}  // namespace

struct ZstdFile::Context {
    ZSTD_CCtx* raw = ZSTD_createCCtx();

    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { ZSTD_freeCCtx(raw); }
};

std::size_t whole_frames(std::string_view bytes) {
    std::size_t whole = 0;
    while (whole < bytes.size()) {
        const std::size_t frame =
            ZSTD_findFrameCompressedSize(bytes.data() + whole, bytes.size() - whole);
        if (ZSTD_isError(frame) != 0) {
            break;
        }
        whole += frame;
    }
    return whole;
}

ZstdFile::ZstdFile(std::filesystem::path file)
    : file_(std::move(file)), context_(std::make_unique<Context>()) {
    descriptor_ = open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor_ < 0) {
        fail(file_, "cannot be opened");
    }
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const int error = errno;
        close(descriptor_);
        errno = error;
        fail(file_, "another process is writing it");
    }
    std::string bytes;
    if (std::ifstream in(file_, std::ios::binary); in) {
        bytes.assign(std::istreambuf_iterator<char>(in), {});
    }
    const std::size_t whole = whole_frames(bytes);
    if (whole < bytes.size() && ftruncate(descriptor_, static_cast<off_t>(whole)) != 0) {
        fail(file_, "its torn end cannot be cut off");
    }
}

ZstdFile::~ZstdFile() {
    static_cast<void>(flush());
    close(descriptor_);
}

bool ZstdFile::flush() {
    if (pending_.empty()) {
        return true;
    }
    frame_.resize(ZSTD_compressBound(pending_.size()));
    const std::size_t size = ZSTD_compressCCtx(context_->raw, frame_.data(), frame_.size(),
                                               pending_.data(), pending_.size(), level);
    pending_.clear();
    if (ZSTD_isError(size) != 0) {
        return false;
    }
    const ssize_t written = write(descriptor_, frame_.data(), size);
    if (written == static_cast<ssize_t>(size)) {
        bytes_written_ += written;
        return true;
    }
    if (written > 0) {  // half a frame would hide all that follow it
        const off_t end = lseek(descriptor_, 0, SEEK_END);
        if (ftruncate(descriptor_, end - written) != 0) {
            bytes_written_ += written;
        }
    }
    return false;
}

}  // namespace maxmin::live
