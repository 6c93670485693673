// Compressed bytes for tests, made with the libraries' one-call interfaces.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

namespace maxmin::test {

inline std::string gzip(std::string_view text) {
    z_stream stream{};
    constexpr int gzip_window_bits = 15 + 16;
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window_bits, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        throw std::runtime_error("deflateInit2");
    }
    std::string out(deflateBound(&stream, text.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int state = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (state != Z_STREAM_END) {
        throw std::runtime_error("deflate");
    }
    return out;
}

inline std::string lz4(std::string_view text) {
    std::string out(LZ4F_compressFrameBound(text.size(), nullptr), '\0');
    const std::size_t size =
        LZ4F_compressFrame(out.data(), out.size(), text.data(), text.size(), nullptr);
    if (LZ4F_isError(size) != 0) {
        throw std::runtime_error("LZ4F_compressFrame");
    }
    out.resize(size);
    return out;
}

inline std::string zstd(std::string_view text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1);
    if (ZSTD_isError(size) != 0) {
        throw std::runtime_error("ZSTD_compress");
    }
    out.resize(size);
    return out;
}

}  // namespace maxmin::test
