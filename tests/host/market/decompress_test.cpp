#include "host/market/readers/decompress.hpp"

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/market/reader.hpp"
#include "tests/host/market/compress.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::market {
namespace {

const std::string archive_file = MAXMIN_SOURCE_DIR
    "/tests/data/hyperliquid-archive-btc-20240101/l2Book_BTC_20240101T1200-1245.jsonl.gz";

using Compress = std::string (*)(std::string_view);

const struct {
    const char* name;
    Compress compress;
} kinds[] = {{"gzip", test::gzip}, {"lz4", test::lz4}, {"zstd", test::zstd}};

TEST(Decompress, EveryKindGivesTheSameText) {
    const test::TemporaryFolder folder;
    const std::string text = read_decompressed(archive_file);
    ASSERT_GT(text.size(), std::size_t{4} << 20U);  // several chunks
    for (const auto& kind : kinds) {
        SCOPED_TRACE(kind.name);
        const auto file = folder.write("data", kind.compress(text));
        const std::string got = read_decompressed(file);
        EXPECT_EQ(got, text);
        EXPECT_GE(got.capacity(), got.size() + text_padding_bytes);
    }
    EXPECT_EQ(read_decompressed(folder.write("plain", text)), text);
}

TEST(Decompress, FramesInARowAreOneText) {
    const test::TemporaryFolder folder;
    for (const auto& kind : kinds) {
        SCOPED_TRACE(kind.name);
        const auto file =
            folder.write("data", kind.compress("first\n") + kind.compress("second\n"));
        EXPECT_EQ(read_decompressed(file), "first\nsecond\n");
    }
}

TEST(Decompress, TruncatedOrDamagedFilesAreNamed) {
    const test::TemporaryFolder folder;
    const std::string text = read_decompressed(archive_file).substr(0, 300'000);
    for (const auto& kind : kinds) {
        SCOPED_TRACE(kind.name);
        const std::string whole = kind.compress(text);
        for (const std::size_t kept : {whole.size() - 1, whole.size() / 2, std::size_t{6}}) {
            const auto file = folder.write("cut", std::string_view(whole).substr(0, kept));
            try {
                read_decompressed(file);
                ADD_FAILURE() << "a file cut to " << kept << " bytes was accepted";
            } catch (const InputError& error) {
                EXPECT_EQ(error.fault().file, file.string());
                EXPECT_NE(error.fault().wrong.find("truncated"), std::string::npos) << error.what();
            }
        }
        EXPECT_THROW(read_decompressed(folder.write("tail", whole + "junk after it")), InputError);
    }
    EXPECT_THROW(read_decompressed(folder.path() / "absent"), InputError);
}

TEST(Decompress, ARecordingsHashDoesNotDependOnCompression) {
    const test::TemporaryFolder folder;
    const std::string text = read_decompressed(archive_file);
    ReadRequest request;
    request.format = "hyperliquid_archive";
    request.path = archive_file;
    ReadReport report;
    const std::uint64_t hash = read(request, report).content_hash;

    request.path = folder.write("plain.jsonl", text);
    EXPECT_EQ(read(request, report).content_hash, hash);
    for (const auto& kind : kinds) {
        SCOPED_TRACE(kind.name);
        request.path = folder.write("data", kind.compress(text));
        EXPECT_EQ(read(request, report).content_hash, hash);
    }

    std::string changed = text;
    changed[changed.find("\"sz\":\"") + 8] ^= 1;
    request.path = folder.write("changed.jsonl", changed);
    EXPECT_NE(read(request, report).content_hash, hash);
}

}  // namespace
}  // namespace maxmin::market
