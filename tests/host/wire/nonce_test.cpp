// Nonces: unique over threads and restarts, rising, whatever the clock and the disk do.
#include "host/wire/hyperliquid/nonce.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

constexpr std::int64_t start_ms = 1'713'825'891'591;

Timestamp at_ms(std::int64_t ms) {
    return Timestamp() + milliseconds(ms);
}

TEST(Nonce, IsTheClockOrOneMore) {
    const test::TemporaryFolder folder;
    NonceSource nonces(folder.path() / "nonce");

    EXPECT_EQ(nonces.next(at_ms(start_ms)), start_ms);
    EXPECT_EQ(nonces.next(at_ms(start_ms)), start_ms + 1);
    EXPECT_EQ(nonces.next(at_ms(start_ms - 5'000)), start_ms + 2) << "the clock stepped back";
    EXPECT_EQ(nonces.next(at_ms(start_ms + 100)), start_ms + 100);
    EXPECT_EQ(nonces.next(at_ms(start_ms + 10'000'000)), start_ms + 10'000'000);
}

// One million nonces over four threads, the process "restarted" halfway: none comes twice, and
// each thread's rise. The clock runs backwards now and then.
TEST(Nonce, MillionOverThreadsAndARestart) {
    constexpr std::size_t threads = 4;
    constexpr std::size_t per_thread = 125'000;
    const test::TemporaryFolder folder;
    std::vector<std::uint64_t> all;
    for (int life = 0; life < 2; ++life) {
        NonceSource nonces(folder.path() / "nonce");
        std::array<std::vector<std::uint64_t>, threads> taken;
        std::vector<std::thread> running;
        for (std::size_t t = 0; t < threads; ++t) {
            running.emplace_back([&nonces, &mine = taken[t], t] {
                mine.reserve(per_thread);
                for (std::size_t i = 0; i < per_thread; ++i) {
                    const auto skew = static_cast<std::int64_t>((i * 7 + t) % 50);
                    const auto nonce =
                        nonces.next(at_ms(start_ms + static_cast<std::int64_t>(i / 100) - skew));
                    mine.push_back(nonce.value_or(0));
                }
            });
        }
        for (auto& thread : running) {
            thread.join();
        }
        for (const auto& mine : taken) {
            EXPECT_TRUE(std::ranges::is_sorted(mine));
            EXPECT_GE(mine.front(), static_cast<std::uint64_t>(start_ms - 50));
            all.insert(all.end(), mine.begin(), mine.end());
        }
        // The second life's all lie above the first's.
        if (life == 1) {
            const auto half = all.begin() + threads * per_thread;
            EXPECT_LT(*std::max_element(all.begin(), half), *std::min_element(half, all.end()));
        }
    }
    EXPECT_EQ(all.size(), 2 * threads * per_thread);
    std::ranges::sort(all);
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end()) << "a nonce came twice";
}

TEST(Nonce, LeapsAtMostTheReserveAfterARestart) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "nonce";
    std::uint64_t last = 0;
    {
        NonceSource nonces(file, seconds(60));
        last = nonces.next(at_ms(start_ms)).value();
    }
    NonceSource nonces(file, seconds(60));
    const std::uint64_t next = nonces.next(at_ms(start_ms)).value();
    EXPECT_GT(next, last);
    EXPECT_LE(next, last + 60'000);
}

TEST(Nonce, ASecondProcessIsRefused) {
    const test::TemporaryFolder folder;
    const NonceSource nonces(folder.path() / "nonce");
    try {
        const NonceSource second(folder.path() / "nonce");
        ADD_FAILURE() << "two sources took one file";
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("another process"), std::string::npos);
    }
}

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The write of a new mark is cut at every byte: what was given out before must not come again.
TEST(Nonce, AWriteCutShortLosesNothing) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "nonce";
    std::vector<std::string> states = {""};
    std::vector<std::uint64_t> newest = {0};
    {
        NonceSource nonces(file, milliseconds(10));
        for (int i = 0; i < 60; ++i) {
            const std::uint64_t nonce = nonces.next(at_ms(start_ms)).value();
            if (content(file) != states.back()) {
                states.push_back(content(file));
                newest.push_back(nonce);
            }
            newest.back() = nonce;
        }
    }
    ASSERT_GT(states.size(), 5U);
    int tried = 0;
    for (std::size_t i = 1; i < states.size(); ++i) {
        // The new state's bytes arrive one by one over the old one's.
        for (std::size_t cut = 0; cut <= states[i].size(); ++cut) {
            std::string torn = states[i - 1];
            torn.resize(std::max(torn.size(), cut), '\0');
            std::copy_n(states[i].begin(), cut, torn.begin());
            if ((torn == states[i - 1] && cut != 0) ||
                (torn == states[i] && cut != states[i].size())) {
                continue;  // between the two places that a mark is written to
            }
            std::ofstream(file, std::ios::binary | std::ios::trunc) << torn;
            NonceSource nonces(file, milliseconds(10));
            const auto next = nonces.next(Timestamp());
            ASSERT_TRUE(next);
            EXPECT_GT(*next, newest[i - 1]) << "state " << i << " cut at " << cut;
            ++tried;
        }
    }
    EXPECT_GT(tried, 100);
}

TEST(Nonce, AFileOfSomethingElseIsRefused) {
    const test::TemporaryFolder folder;
    const auto file = folder.write("nonce", std::string(2000, 'x'));
    EXPECT_THROW(NonceSource nonces(file), InputError);
    EXPECT_THROW(NonceSource nonces(folder.path()), InputError);
    EXPECT_THROW(NonceSource nonces(folder.path() / "absent" / "nonce"), InputError);
}

TEST(Nonce, ReservingAheadKeepsTheDiskOutOfNext) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "nonce";
    NonceSource nonces(file, milliseconds(1000));
    ASSERT_TRUE(nonces.next(at_ms(start_ms)));
    for (std::int64_t ms = 0; ms < 10'000; ms += 100) {
        ASSERT_TRUE(nonces.reserve_ahead(at_ms(start_ms + ms)));
        const std::string before = content(file);
        ASSERT_TRUE(nonces.next(at_ms(start_ms + ms)));
        EXPECT_EQ(content(file), before) << "next() wrote at " << ms << " ms";
    }
}

}  // namespace
}  // namespace maxmin::wire::hyperliquid
