#include "host/market/readers/decompress.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <string_view>

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

#include "host/base/error.hpp"

namespace maxmin::market {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 20U;

[[noreturn]] void fail(const std::filesystem::path& path, std::string wrong, std::string right) {
    throw InputError({.file = path.string(),
                      .line = 0,
                      .field = "",
                      .wrong = std::move(wrong),
                      .right = std::move(right)});
}

[[noreturn]] void fail_truncated(const std::filesystem::path& path, const char* kind) {
    fail(path, std::string(kind) + " data end early; the file is truncated",
         "copy or download it again");
}

std::string read_file(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    std::ifstream stream(path, std::ios::binary);
    if (error || !stream) {
        fail(path, "the file cannot be read", "the path of a readable file");
    }
    std::string bytes;
    bytes.reserve(size + text_padding_bytes);
    bytes.resize(size);
    stream.read(bytes.data(), static_cast<std::streamsize>(size));
    if (static_cast<std::uintmax_t>(stream.gcount()) != size) {
        fail(path, "the file changed while it was read", "");
    }
    return bytes;
}

/// Grows `text` so that `chunk_bytes` can be written at `used`.
char* room_at(std::string& text, std::size_t used) {
    if (text.size() < used + chunk_bytes) {
        text.resize(std::max(used + chunk_bytes, text.size() * 2));
    }
    return text.data() + used;
}

std::string inflate_gzip(const std::filesystem::path& path, std::string_view input) {
    z_stream stream{};
    constexpr int gzip_window_bits = 15 + 16;
    if (inflateInit2(&stream, gzip_window_bits) != Z_OK) {
        fail(path, "gzip cannot start: out of memory", "");
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, inflateEnd);
    std::string text;
    std::size_t used = 0;
    std::size_t taken = 0;
    bool in_member = true;
    while (taken < input.size()) {
        const auto offered = std::min(input.size() - taken, chunk_bytes);
        // zlib takes a pointer to non-const and does not write through it.
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data() + taken));
        stream.avail_in = static_cast<uInt>(offered);
        stream.next_out = reinterpret_cast<Bytef*>(room_at(text, used));
        stream.avail_out = static_cast<uInt>(chunk_bytes);
        const int state = inflate(&stream, Z_NO_FLUSH);
        taken += offered - stream.avail_in;
        used += chunk_bytes - stream.avail_out;
        in_member = state != Z_STREAM_END;
        if (state == Z_STREAM_END) {
            inflateReset(&stream);
        } else if (state != Z_OK && state != Z_BUF_ERROR) {
            fail(path, std::string("gzip data are damaged: ") + (stream.msg ? stream.msg : ""),
                 "copy or download it again");
        }
    }
    // Output may lag behind the input: a full buffer can hold back the rest.
    while (in_member) {
        stream.next_out = reinterpret_cast<Bytef*>(room_at(text, used));
        stream.avail_out = static_cast<uInt>(chunk_bytes);
        const int state = inflate(&stream, Z_NO_FLUSH);
        used += chunk_bytes - stream.avail_out;
        in_member = state != Z_STREAM_END;
        if (in_member && state != Z_OK) {
            fail_truncated(path, "gzip");
        }
    }
    text.resize(used);
    return text;
}

std::string decompress_lz4(const std::filesystem::path& path, std::string_view input) {
    LZ4F_dctx* raw = nullptr;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION))) {
        fail(path, "lz4 cannot start: out of memory", "");
    }
    const std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx*)> context(
        raw, LZ4F_freeDecompressionContext);
    std::string text;
    std::size_t used = 0;
    std::size_t taken = 0;
    std::size_t wanted = 1;
    bool output_was_full = false;
    while (taken < input.size() || (wanted != 0 && output_was_full)) {
        std::size_t in_bytes = input.size() - taken;
        std::size_t out_bytes = chunk_bytes;
        char* const out = room_at(text, used);
        wanted = LZ4F_decompress(context.get(), out, &out_bytes, input.data() + taken, &in_bytes,
                                 nullptr);
        if (LZ4F_isError(wanted) != 0) {
            fail(path, std::string("lz4 data are damaged: ") + LZ4F_getErrorName(wanted),
                 "copy or download it again");
        }
        taken += in_bytes;
        used += out_bytes;
        output_was_full = out_bytes == chunk_bytes;
    }
    if (wanted != 0) {
        fail_truncated(path, "lz4");
    }
    text.resize(used);
    return text;
}

std::string decompress_zstd(const std::filesystem::path& path, std::string_view input) {
    const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                          ZSTD_freeDCtx);
    if (!context) {
        fail(path, "zstd cannot start: out of memory", "");
    }
    std::string text;
    std::size_t used = 0;
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    std::size_t wanted = 1;
    bool output_was_full = false;
    while (in.pos < in.size || (wanted != 0 && output_was_full)) {
        ZSTD_outBuffer out{room_at(text, used), chunk_bytes, 0};
        wanted = ZSTD_decompressStream(context.get(), &out, &in);
        if (ZSTD_isError(wanted) != 0) {
            fail(path, std::string("zstd data are damaged: ") + ZSTD_getErrorName(wanted),
                 "copy or download it again");
        }
        used += out.pos;
        output_was_full = out.pos == out.size;
    }
    if (wanted != 0) {
        fail_truncated(path, "zstd");
    }
    text.resize(used);
    return text;
}

}  // namespace

std::string read_decompressed(const std::filesystem::path& path) {
    constexpr std::string_view gzip_magic("\x1f\x8b", 2);
    constexpr std::string_view lz4_magic("\x04\x22\x4d\x18", 4);
    constexpr std::string_view zstd_magic("\x28\xb5\x2f\xfd", 4);
    std::string bytes = read_file(path);
    const std::string_view view = bytes;
    std::string text;
    if (view.starts_with(gzip_magic)) {
        text = inflate_gzip(path, view);
    } else if (view.starts_with(lz4_magic)) {
        text = decompress_lz4(path, view);
    } else if (view.starts_with(zstd_magic)) {
        text = decompress_zstd(path, view);
    } else {
        text = std::move(bytes);
    }
    text.reserve(text.size() + text_padding_bytes);
    return text;
}

}  // namespace maxmin::market
