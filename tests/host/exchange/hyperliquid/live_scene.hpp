// A gateway with a listener that keeps what it hears, against any server.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "host/exchange/hyperliquid/gateway.hpp"
#include "host/exchange/hyperliquid/startup.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::test {

inline Timestamp wall_clock() {
    return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count());
}

struct HeardTruth {
    std::vector<gateway::OpenOrder> orders;
    std::vector<gateway::HeldPosition> positions;
    gateway::Truth flat;  // its spans are not valid
};

struct Ear final : gateway::Listener {
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel>) override {
        ++events;
        if (event.kind == market::EventKind::best) {
            best[event.asset] = event;
        }
        books += event.kind == market::EventKind::book && !bids.empty();
    }
    void on_report(const gateway::Report& report) override {
        reports.push_back(report);
        if (report.kind == gateway::ReportKind::filled) {
            position[report.asset] += report.size.value() * sign_of(report.side);
            ++trades[report.trade_id * 2 + (report.side == Side::bid ? 0 : 1)];
        }
    }
    void on_link(gateway::LinkState state, Timestamp) override { links.push_back(state); }
    void on_truth(const gateway::Truth& truth) override {
        truths.push_back({{truth.orders.begin(), truth.orders.end()},
                          {truth.positions.begin(), truth.positions.end()},
                          truth});
    }
    /// The newest report about an order; null if none.
    const gateway::Report* last_of(gateway::OrderId id) const {
        for (auto it = reports.rbegin(); it != reports.rend(); ++it) {
            if (it->id == id) {
                return &*it;
            }
        }
        return nullptr;
    }
    bool heard(gateway::OrderId id, gateway::ReportKind kind) const {
        for (const gateway::Report& report : reports) {
            if (report.id == id && report.kind == kind) {
                return true;
            }
        }
        return false;
    }
    bool is_up() const { return !links.empty() && links.back() == gateway::LinkState::up; }

    std::int64_t events = 0;
    std::int64_t books = 0;
    std::map<AssetIndex, market::MarketEvent> best;
    std::vector<gateway::Report> reports;
    std::map<AssetIndex, std::int64_t> position;  // lots, from fills
    std::map<std::uint64_t, int> trades;          // how often each side of a trade was told
    std::vector<gateway::LinkState> links;
    std::vector<HeardTruth> truths;
};

class LiveScene {
  public:
    explicit LiveScene(exchange::ExchangeConfig config, exchange::hyperliquid::Markets markets,
                       std::string_view key)
        : signer_(wire::hyperliquid::Signer::from_text(key, "a test")),
          nonces_(folder_.path() / "nonces") {
        exchange::hyperliquid::GatewaySetup setup{
            .io = io,
            .tls = nullptr,
            .config = std::move(config),
            .markets = std::move(markets),
            .account = signer_.address(),
            .vault = {},
            .signer = signer_,
            .nonces = nonces_,
            .prefix = prefix,
            .now = wall_clock,
            .fills_since = wall_clock(),
            .latencies = latencies,
            .wire = wire,
            .on_trouble = [this](std::string_view text) { troubles.emplace_back(text); },
            .on_liquidated = [this] { ++liquidations; }};
        gateway = std::make_unique<exchange::hyperliquid::Gateway>(std::move(setup), ear);
    }

    bool run_until(const std::function<bool()>& done, int limit_s = 20) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(limit_s);
        while (!done()) {
            if (std::chrono::steady_clock::now() > end) {
                return false;
            }
            io.restart();
            io.run_for(std::chrono::milliseconds(2));
        }
        return true;
    }
    void run_for(int milliseconds) {
        io.restart();
        io.run_for(std::chrono::milliseconds(milliseconds));
    }
    gateway::Request request(gateway::RequestKind kind, gateway::OrderId id, AssetIndex asset,
                             Side side, Ticks price, Lots size) const {
        gateway::Request made;
        made.kind = kind;
        made.id = id;
        made.asset = asset;
        made.side = side;
        made.price = price;
        made.size = size;
        return made;
    }
    void submit(const gateway::Request& made) { gateway->submit({&made, 1}, wall_clock()); }

    static constexpr wire::hyperliquid::CloidPrefix prefix{0x6d61786d696e7465};
    boost::asio::io_context io;
    Ear ear;
    gateway::Latencies latencies;
    gateway::WireCounters wire;
    std::vector<std::string> troubles;
    int liquidations = 0;
    std::unique_ptr<exchange::hyperliquid::Gateway> gateway;

  private:
    TemporaryFolder folder_;
    wire::hyperliquid::Signer signer_;
    wire::hyperliquid::NonceSource nonces_;
};

}  // namespace maxmin::test
