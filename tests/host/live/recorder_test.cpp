// A recording is data: it is read by the reader that reads captures, torn or not.
#include "host/live/recorder.hpp"

#include <csignal>
#include <fstream>
#include <iterator>
#include <sys/resource.h>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/base/random.hpp"
#include "host/market/reader.hpp"
#include "host/market/readers/decompress.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::live {
namespace {

constexpr Timestamp t0{1'757'001'600'000'000'000};  // 2025-09-04
const std::string day_file = "frames-20250904.zst";

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string book_frame(int number) {
    return R"({"channel":"l2Book","data":{"coin":"BTC","time":)" +
           std::to_string(1'757'001'600'000 + number * 100) +
           R"(,"levels":[[{"px":"109740.0","sz":"0.5","n":1}],)"
           R"([{"px":"109741.0","sz":"0.7","n":2}]]}})";
}

TEST(Recorder, WhatIsRecordedIsReadAsACapture) {
    const test::TemporaryFolder folder;
    {
        Recorder recorder(folder.path(), t0);
        for (int i = 0; i < 50; ++i) {
            recorder.frame(book_frame(i), t0 + milliseconds(100 * i + 30));
            recorder.write(t0 + milliseconds(100 * i + 40));
        }
        EXPECT_EQ(recorder.refused(), 0);
        EXPECT_EQ(recorder.write_failures(), 0);
    }
    market::ReadReport report;
    const market::Recording recording = market::read({.format = "hyperliquid_ws",
                                                      .path = folder.path() / day_file,
                                                      .symbols = {"BTC"},
                                                      .instruments = {},
                                                      .progress = {}},
                                                     report);
    ASSERT_EQ(recording.events.size(), 50U);
    EXPECT_EQ(recording.events[49].local_time, t0 + milliseconds(4930)) << "our receive time";
    EXPECT_EQ(recording.events[49].exchange_time, t0 + milliseconds(4900));
}

TEST(Recorder, ACrashLosesAtMostASecond) {
    const test::TemporaryFolder folder;
    Recorder recorder(folder.path(), t0);
    for (int i = 0; i < 50; ++i) {
        recorder.frame("frame " + std::to_string(i), t0 + milliseconds(100 * i));
        recorder.write(t0 + milliseconds(100 * i));
    }
    // As a crash leaves it: the recorder lives, its file is read.
    const std::string text = market::read_decompressed(folder.path() / day_file);
    EXPECT_NE(text.find("frame 40\n"), std::string::npos) << "nine tenths of a second old";
}

TEST(Recorder, ATornEndIsCutOffWhereverItWasTorn) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "log.zst";
    std::size_t first_bytes = 0;
    {
        ZstdFile written(file);
        written.add("first\n");
        EXPECT_TRUE(written.flush());
        first_bytes = bytes_of(file).size();
        written.add("second\n");
    }
    const std::string bytes = bytes_of(file);
    ASSERT_GT(bytes.size(), first_bytes);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        folder.write("log.zst", std::string_view(bytes).substr(0, cut));
        {
            ZstdFile again(file);
            again.add("third\n");
        }
        std::string expected = cut >= first_bytes ? "first\n" : "";
        expected += cut == bytes.size() ? "second\n" : "";
        ASSERT_EQ(market::read_decompressed(file), expected + "third\n") << "cut at " << cut;
    }
}

TEST(Recorder, AFullDiskLosesWhatDidNotFitAndNothingLater) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "log.zst";
    std::signal(SIGXFSZ, SIG_IGN);
    ZstdFile file(path);
    file.add("first\n");
    ASSERT_TRUE(file.flush());
    RandomStream random(1);
    std::string noise;
    for (int i = 0; i < 100'000; ++i) {
        noise += static_cast<char>('a' + static_cast<int>(random.uniform() * 26.0));
    }
    file.add(noise);
    rlimit old{};
    getrlimit(RLIMIT_FSIZE, &old);
    const rlimit small{.rlim_cur = 10'000, .rlim_max = old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    EXPECT_FALSE(file.flush());
    setrlimit(RLIMIT_FSIZE, &old);
    file.add("third\n");
    EXPECT_TRUE(file.flush());
    EXPECT_EQ(market::read_decompressed(path), "first\nthird\n");
    EXPECT_EQ(file.bytes_written(), static_cast<std::int64_t>(bytes_of(path).size()));
}

TEST(Recorder, ADayWhoseFileCannotBeOpenedGoesOnInTheOld) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder.path() / "frames-20250905.zst");  // in the way
    {
        Recorder recorder(folder.path(), t0);
        recorder.frame("today", t0);
        recorder.write(t0);
        recorder.frame("tomorrow", t0 + seconds(86'400));
        recorder.write(t0 + seconds(86'400));
        EXPECT_EQ(recorder.write_failures(), 1);
    }
    EXPECT_NE(market::read_decompressed(folder.path() / day_file).find("tomorrow\n"),
              std::string::npos);
}

TEST(Recorder, AFileIsOneProcesss) {
    const test::TemporaryFolder folder;
    const Recorder recorder(folder.path(), t0);
    EXPECT_THROW(Recorder(folder.path(), t0), InputError);
}

TEST(Recorder, AFrameIsOneLineAndANewDayANewFile) {
    const test::TemporaryFolder folder;
    {
        Recorder recorder(folder.path(), t0);
        recorder.frame("two\nlines", t0);
        recorder.write(t0);
        recorder.frame("tomorrow", t0 + seconds(86'400));
        recorder.write(t0 + seconds(86'400));
    }
    const auto line = [](Timestamp time, std::string_view frame) {
        return std::to_string(time.ns()).append(" ").append(frame).append("\n");
    };
    EXPECT_EQ(market::read_decompressed(folder.path() / day_file), line(t0, "two lines"));
    EXPECT_EQ(market::read_decompressed(folder.path() / "frames-20250905.zst"),
              line(t0 + seconds(86'400), "tomorrow"));
}

TEST(Recorder, WithoutRoomFramesAreRefusedAndCounted) {
    const test::TemporaryFolder folder;
    Recorder recorder(folder.path(), t0, 1024);
    for (int i = 0; i < 100; ++i) {
        recorder.frame("a frame of some length", t0);
    }
    EXPECT_GT(recorder.refused(), 50);
    recorder.write(t0);
    recorder.frame("and on it goes", t0);
    recorder.write(t0 + seconds(1));
    EXPECT_NE(market::read_decompressed(folder.path() / day_file).find("on it goes"),
              std::string::npos);
}

}  // namespace
}  // namespace maxmin::live
