// The exchange against a list of orders that is searched from end to end: clients only, random
// orders, modifies and cancels, several to a block.
#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

#include "host/base/random.hpp"
#include "tests/host/venue/scene.hpp"

namespace maxmin::venue {
namespace {

struct ModelOrder {
    Oid oid;
    AccountId account;
    Side side;
    Ticks price;
    Lots remaining;
    auto operator<=>(const ModelOrder&) const = default;
};

struct ModelFill {
    Oid oid;
    Ticks price;
    Lots size;
    bool crossed;
    auto operator<=>(const ModelFill&) const = default;
};

/// Oldest first; the best of a side is the first one among those of the best price.
class Model {
  public:
    std::vector<ModelOrder> orders;
    std::vector<ModelFill> fills;

    void place(ModelOrder order, Tif tif) {
        if (tif == Tif::alo && best_against(order) != orders.end()) {
            return;
        }
        for (auto met = best_against(order); order.remaining > Lots(0) && met != orders.end();
             met = best_against(order)) {
            if (met->account == order.account) {
                orders.erase(met);
                continue;
            }
            const Lots size = std::min(order.remaining, met->remaining);
            fills.push_back({met->oid, met->price, size, false});
            fills.push_back({order.oid, met->price, size, true});
            order.remaining -= size;
            met->remaining -= size;
            if (met->remaining == Lots(0)) {
                orders.erase(met);
            }
        }
        if (order.remaining > Lots(0) && tif != Tif::ioc) {
            orders.push_back(order);
        }
    }
    bool cancel(Oid oid, AccountId account) {
        return std::erase_if(orders, [&](const ModelOrder& order) {
                   return order.oid == oid && order.account == account;
               }) > 0;
    }

  private:
    std::vector<ModelOrder>::iterator best_against(const ModelOrder& taker) {
        auto best = orders.end();
        for (auto each = orders.begin(); each != orders.end(); ++each) {
            const bool meets =
                taker.side == Side::bid ? each->price <= taker.price : each->price >= taker.price;
            const bool is_better =
                best == orders.end() ||
                (taker.side == Side::bid ? each->price < best->price : each->price > best->price);
            if (each->side != taker.side && meets && is_better) {
                best = each;
            }
        }
        return best;
    }
};

class Episode {
  public:
    explicit Episode(std::uint64_t seed) : random_(seed) {
        for (int i = 0; i < 4; ++i) {
            accounts_.push_back(scene_.open(100'000'000));
        }
        last_oid_ =
            static_cast<std::uint64_t>(scene_.rest(accounts_[0], Scene::order(Side::bid, 70, 100)));
        model_.place({Oid{last_oid_}, accounts_[0], Side::bid, usd(70), Lots(100)}, Tif::gtc);
        scene_.exchange.take_events();
    }

    void step() {
        // The venue runs a block's actions by class, so the model does what is asked in that
        // order: here one class a block.
        const int kind = static_cast<int>(random_.uniform() * 4.0);
        const int count = 1 + static_cast<int>(random_.uniform() * 3.0);
        for (int i = 0; i < count; ++i) {
            kind == 0 ? cancel() : kind == 1 ? modify() : place(kind == 2);
        }
        scene_.block();
    }

    void expect_same() {
        std::vector<ModelOrder> live;
        for (const AccountId account : accounts_) {
            for (const Oid oid : scene_.exchange.client(account).open) {
                const Order& order = *scene_.exchange.find(oid);
                live.push_back({oid, account, order.side, order.price, order.remaining});
            }
        }
        std::vector<ModelOrder> expected = model_.orders;
        std::sort(live.begin(), live.end());
        std::sort(expected.begin(), expected.end());
        ASSERT_EQ(live.size(), expected.size());
        ASSERT_TRUE(live == expected);
        std::vector<ModelFill> fills;
        for (const Fill& fill : Scene::only<Fill>(scene_.exchange.take_events())) {
            fills.push_back({fill.oid, fill.price, fill.size, fill.crossed});
        }
        ASSERT_TRUE(fills == model_.fills);
        model_.fills.clear();
    }

  private:
    AccountId any_account() { return accounts_[static_cast<std::size_t>(random_.uniform() * 4.0)]; }
    NewOrder any_order(Tif tif) {
        const Side side = random_.uniform() < 0.5 ? Side::bid : Side::ask;
        const double price = 100.0 + std::floor(random_.uniform() * 11.0) - 5.0;
        const auto lots = 100 + static_cast<std::int64_t>(random_.uniform() * 50.0);
        return Scene::order(side, price, lots, tif);
    }
    Oid any_oid() {
        const std::size_t place = static_cast<std::size_t>(
            random_.uniform() * static_cast<double>(model_.orders.size() + 1));
        return place < model_.orders.size() ? model_.orders[place].oid : Oid{1'000'000'000};
    }
    void place(bool passive) {
        const Tif tif = passive ? Tif::alo : random_.uniform() < 0.5 ? Tif::ioc : Tif::gtc;
        const AccountId account = any_account();
        const NewOrder order = any_order(tif);
        scene_.exchange.submit(account, PlaceAction{.orders = {order}});
        model_.place({Oid{++last_oid_}, account, order.side, order.price, order.size}, tif);
    }
    void cancel() {
        const AccountId account = any_account();
        const Oid oid = any_oid();
        scene_.exchange.submit(account, CancelAction{.items = {{.asset = 0, .name = oid}}});
        model_.cancel(oid, account);
    }
    void modify() {
        const AccountId account = any_account();
        const Oid oid = any_oid();
        const NewOrder order = any_order(Tif::alo);
        scene_.exchange.submit(account, ModifyAction{.items = {{.name = oid, .order = order}}});
        if (model_.cancel(oid, account)) {
            model_.place({Oid{++last_oid_}, account, order.side, order.price, order.size},
                         Tif::alo);
        }
    }

    Scene scene_;
    Model model_;
    RandomStream random_;
    std::vector<AccountId> accounts_;
    std::uint64_t last_oid_ = 0;
};

TEST(MatchingModel, RandomOrdersEndAsInAPlainList) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Episode episode(seed);
        for (int step = 0; step < 150; ++step) {
            episode.step();
            episode.expect_same();
            if (::testing::Test::HasFatalFailure()) {
                return;
            }
        }
    }
}

}  // namespace
}  // namespace maxmin::venue
