#include <fstream>
#include <sstream>
#include <sys/fsuid.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/base/random.hpp"
#include "tests/host/venue/api_scene.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::venue::api {
namespace {

/// All that must survive, in one value to compare.
Json fingerprint(const Venue& venue) {
    const View& view = venue.view();
    Json all = Json::array();
    for (std::size_t i = 0; i < view.exchange.client_count(); ++i) {
        const auto id = static_cast<AccountId>(i);
        const Client& client = view.exchange.client(id);
        Json orders = Json::array();
        for (const Oid oid : client.open) {
            orders.push_back(to_record(*view.exchange.find(oid)));
        }
        const Holding held = client.account.holding(0);
        all.push_back({view.user(id), client.account.raw_usd().value(), client.volume.value(),
                       client.budget.used(), client.scheduled_cancel.ns(), to_record(held),
                       held.resting[0].value(), held.resting[1].value(), orders,
                       view.history.fills(id).size(), view.history.orders(id).size(),
                       view.history.transfers(id).size()});
    }
    std::size_t nonces = 0;
    for (const auto& [signer, window] : view.directory.nonces()) {
        nonces += window.used().size();
    }
    all.push_back({nonces, view.directory.agents().size(), view.exchange.time().ns(),
                   view.exchange.fees_collected().value()});
    return all;
}

VenueConfig config() {
    VenueConfig result;
    result.enforce_limits = false;
    result.schedule_cancel_volume_usd = 0.0;
    return result;
}

class Trader {
  public:
    Trader(ApiScene& scene, std::uint64_t seed) : scene_(scene), random_(seed) {}

    /// A few random actions and their block.
    void step() {
        for (int i = 0; i < 2; ++i) {
            scene_.venue.post("/exchange", scene_.signed_body(any(3) + 1, any_action()),
                              "127.0.0.1", scene_.now, [](const HttpReply&) {});
        }
        if (random_.uniform() < 0.3) {
            const double mid = 95.0 + any(10);
            scene_.show(mid - 1, mid + 1);
        }
        scene_.block();
    }

  private:
    int any(int count) { return static_cast<int>(random_.uniform() * count); }

    hl::Action any_action() {
        const int kind = any(10);
        const std::string price = std::to_string(93 + any(14));
        const hl::Order order = ApiScene::order(any(2) == 0, price.c_str(), "1",
                                                any(3) == 0 ? hl::Tif::ioc : hl::Tif::gtc);
        if (kind < 6) {
            return ApiScene::place(order);
        }
        const auto oid = static_cast<std::uint64_t>(1 + any(60));
        if (kind < 7) {
            hl::CancelAction cancel;
            cancel.cancels.push_back({hl::AssetId{0}, oid});
            return cancel;
        }
        if (kind < 8) {
            return hl::ModifyAction{.modify = {.oid = oid, .order = order}};
        }
        if (kind < 9) {
            return hl::UpdateLeverageAction{.asset = hl::AssetId{0},
                                            .is_cross = any(2) == 0,
                                            .leverage = static_cast<std::uint32_t>(1 + any(20))};
        }
        return hl::ScheduleCancelAction{.time_ms =
                                            static_cast<std::uint64_t>(to_ms(scene_.now)) + 7000};
    }

    ApiScene& scene_;
    RandomStream random_;
};

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

struct Kept {
    std::size_t size = 0;
    Json fingerprint;
};

TEST(Journal, CutAtAnyByteItHoldsTheLastWholeBlock) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const test::TemporaryFolder folder;
        const auto file = folder.path() / "state.jsonl";
        ApiScene scene(config());
        scene.venue.keep_state_in(folder.path());
        std::vector<Kept> kept{{bytes_of(file).size(), fingerprint(scene.venue)}};
        Trader trader(scene, seed);
        for (int step = 0; step < 100; ++step) {
            trader.step();
            kept.push_back({bytes_of(file).size(), fingerprint(scene.venue)});
        }
        const std::string bytes = bytes_of(file);
        RandomStream random(seed);
        for (int cut = 0; cut < 40; ++cut) {
            const auto size =
                kept.front().size +
                static_cast<std::size_t>(random.uniform() *
                                         static_cast<double>(bytes.size() - kept.front().size));
            // A block is in if its own line is whole; what follows it tells only the marks.
            std::size_t last = 0;
            for (std::size_t i = 1; i < kept.size(); ++i) {
                const bool wrote = kept[i].size > kept[i - 1].size;
                const std::size_t end = wrote ? bytes.find('\n', kept[i - 1].size) + 1 : 0;
                if (end > size) {
                    break;
                }
                last = i;
            }
            const test::TemporaryFolder copy;
            copy.write("state.jsonl", bytes.substr(0, size));
            ApiScene again(config());
            again.venue.keep_state_in(copy.path());

            Json expected = kept[last].fingerprint;
            Json found = fingerprint(again.venue);
            // A block without any change leaves no line; only the time of the state tells.
            expected.back()[2] = found.back()[2] = 0;
            ASSERT_EQ(found, expected) << "cut at " << size;
        }
    }
}

TEST(Journal, ARestartedExchangeGoesOnWithNewNumbersAndOldRules) {
    const test::TemporaryFolder folder;
    std::uint64_t nonce = 0;
    std::uint64_t last_oid = 0;
    std::string body;
    {
        ApiScene scene(config());
        scene.venue.keep_state_in(folder.path());
        nonce = scene.next_nonce();
        body = scene.signed_body(1, ApiScene::place(ApiScene::order(true, "95", "1")),
                                 {.nonce = nonce});
        const Json answer = Json::parse(scene.post("/exchange", body).body);
        last_oid = answer["response"]["data"]["statuses"][0]["resting"]["oid"];
    }
    ApiScene scene(config());
    scene.venue.keep_state_in(folder.path());
    scene.now = scene.now + seconds(1);
    scene.block();

    EXPECT_EQ(Json::parse(scene.post("/exchange", body).body)["response"],
              "Invalid nonce: duplicate nonce " + std::to_string(nonce));
    EXPECT_EQ(scene.ask({{"type", "openOrders"}, {"user", ApiScene::user(1)}}).size(), 1U);
    // The order trades: another account sells to it.
    scene.act(2, ApiScene::place(ApiScene::order(false, "95", "1")));
    scene.show(90, 100);
    const Json sold = scene.act(2, ApiScene::place(ApiScene::order(false, "95", "1")));
    EXPECT_GT(sold["response"]["data"]["statuses"][0]["filled"]["oid"].get<std::uint64_t>(),
              last_oid);
    EXPECT_EQ(scene.venue.gate().faucet_uses(), 1);  // the second account; the first is known
}

TEST(Journal, DamageBeforeTheEndIsAnError) {
    const test::TemporaryFolder folder;
    {
        ApiScene scene(config());
        scene.venue.keep_state_in(folder.path());
        for (int i = 0; i < 3; ++i) {
            scene.act(1, hl::NoopAction{});
        }
    }
    std::string bytes = bytes_of(folder.path() / "state.jsonl");
    const std::size_t second_line = bytes.find('\n') + 20;
    bytes[second_line] = bytes[second_line] == '0' ? '1' : '0';
    folder.write("state.jsonl", bytes);
    ApiScene scene(config());
    try {
        scene.venue.keep_state_in(folder.path());
        FAIL() << "took a damaged state";
    } catch (const InputError& error) {
        EXPECT_EQ(error.fault().line, 2);
    }
}

/// Reads files as nobody for a while: a root that runs the tests may read everything. For any other
/// user it does nothing.
class AsNobody {
  public:
    AsNobody() { setfsuid(geteuid() == 0 ? 65'534 : geteuid()); }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;
    ~AsNobody() { setfsuid(geteuid()); }
};

TEST(Journal, AFileThatCannotBeReadIsAnErrorAndStays) {
    const test::TemporaryFolder folder;
    const auto file = folder.write("state.jsonl", "what must not be lost");
    std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
    std::filesystem::permissions(file, std::filesystem::perms::none);
    ApiScene scene(config());
    {
        const AsNobody nobody;
        EXPECT_THROW(scene.venue.keep_state_in(folder.path()), InputError);
    }
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    EXPECT_EQ(bytes_of(file), "what must not be lost");

    const test::TemporaryFolder other;
    std::filesystem::create_directory(other.path() / "state.jsonl");
    EXPECT_THROW(scene.venue.keep_state_in(other.path()), InputError);
}

TEST(Journal, ASecondExchangeDoesNotTouchTheFolderOfTheFirst) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "state.jsonl";
    ApiScene scene(config());
    scene.venue.keep_state_in(folder.path());
    scene.act(1, hl::NoopAction{});
    const std::string before = bytes_of(file);
    ApiScene second(config());
    EXPECT_THROW(second.venue.keep_state_in(folder.path()), InputError);
    EXPECT_EQ(bytes_of(file), before);
    scene.act(1, hl::NoopAction{});
    EXPECT_GT(bytes_of(file).size(), before.size());  // the first one still writes here
}

TEST(Journal, AStateOfOtherAssetsIsAnError) {
    const test::TemporaryFolder folder;
    { ApiScene(config()).venue.keep_state_in(folder.path()); }
    ScriptedMarket market(
        {market::hyperliquid_instrument("OTHER", 2, market::AssetType::perp, 20)});
    Faults faults({});
    Venue venue(config(), market, faults, hl::Network::testnet);
    EXPECT_THROW(venue.keep_state_in(folder.path()), InputError);
}

}  // namespace
}  // namespace maxmin::venue::api
