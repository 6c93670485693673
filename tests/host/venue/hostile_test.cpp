// Bytes that no client would send: the exchange answers or refuses, and goes on.
#include <fstream>

#include <gtest/gtest.h>

#include "host/base/random.hpp"
#include "tests/host/venue/api_scene.hpp"

namespace maxmin::venue::api {
namespace {

struct Seeds {
    std::vector<std::string> actions;
    std::vector<std::string> reads;
    std::vector<std::string> frames;
};

Seeds recorded_seeds() {
    Seeds seeds;
    std::ifstream file(MAXMIN_SOURCE_DIR "/tests/data/hyperliquid-messages/messages.jsonl");
    for (std::string line; std::getline(file, line);) {
        const Json entry = Json::parse(line);
        const std::string kind = entry["kind"];
        if (kind.starts_with("client.http.exchange")) {
            seeds.actions.push_back(entry["message"].dump());
        } else if (kind.starts_with("client.ws")) {
            seeds.frames.push_back(entry["message"].dump());
        }
    }
    const std::string user = R"("user":"0x61fb9e7583dc92cc76eb52f93d88addaa0f02265")";
    for (const char* const type : {"meta", "allMids", "l2Book", "recentTrades"}) {
        seeds.reads.push_back(R"({"type":")" + std::string(type) +
                              R"(","coin":"COIN","nSigFigs":5,"mantissa":2})");
    }
    for (const char* const type : {"openOrders", "orderStatus", "userFillsByTime", "userFunding",
                                   "clearinghouseState", "activeAssetData"}) {
        seeds.reads.push_back(R"({"type":")" + std::string(type) + "\"," + user +
                              R"(,"oid":12,"startTime":1,"endTime":9,"coin":"COIN"})");
    }
    seeds.reads.push_back(R"({"type":"candleSnapshot","req":{"coin":"COIN","interval":"1h",)"
                          R"("startTime":1684702007000,"endTime":1684784807000}})");
    return seeds;
}

class Mutator {
  public:
    explicit Mutator(std::uint64_t seed) : random_(seed) {}

    const std::string& pick(const std::vector<std::string>& list) {
        return list[below(list.size())];
    }
    std::string mutate(std::string text) {
        static constexpr std::array<std::string_view, 14> pieces{
            "null", "-1",   "1e308",   "18446744073709551616", "\"\"",        "{}",
            "[]",   "true", "\\u00e9", "999999999999999999",   "0.000000001", "[[[[[[[[",
            "\"",   "\xff"};
        const std::size_t changes = 1 + below(4);
        for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
            const std::size_t at = below(text.size());
            switch (below(4)) {
                case 0:
                    text[at] = static_cast<char>(below(256));
                    break;
                case 1:
                    text.erase(at, 1 + below(8));
                    break;
                case 2:
                    text.insert(at, pieces[below(pieces.size())]);
                    break;
                default:
                    text.replace(at, 1 + below(6), pieces[below(pieces.size())]);
                    break;
            }
        }
        return text;
    }

  private:
    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(random_.uniform() * static_cast<double>(count));
    }

    RandomStream random_;
};

bool is_documented(int status) {
    return status == 200 || status == 400 || status == 422 || status == 500;
}

TEST(Hostile, MutatedRequestsAndFramesAreAnsweredOrRefused) {
    const Seeds seeds = recorded_seeds();
    ASSERT_GT(seeds.actions.size(), 10U);
    ASSERT_GT(seeds.frames.size(), 10U);
    VenueConfig config;
    config.enforce_limits = false;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ApiScene scene(config);
        HeardConnection connection;
        scene.venue.open(connection, "127.0.0.1");
        Mutator mutator(seed);
        for (int i = 0; i < 4000; ++i) {
            const bool is_action = i % 3 == 0;
            const std::string body =
                mutator.mutate(mutator.pick(is_action ? seeds.actions : seeds.reads));
            const HttpReply answer = scene.post(is_action ? "/exchange" : "/info", body);
            ASSERT_TRUE(is_documented(answer.status)) << answer.status << " for " << body;
            if (answer.status == 200) {
                ASSERT_FALSE(Json::parse(answer.body, nullptr, false).is_discarded()) << body;
            }
            const std::string frame = mutator.mutate(mutator.pick(seeds.frames));
            scene.venue.on_frame(connection, frame, scene.now);
        }
        scene.block();
        EXPECT_FALSE(connection.is_cut);
        EXPECT_FALSE(connection.frames.empty());
    }
}

}  // namespace
}  // namespace maxmin::venue::api
