// One socket frame of the venue, from bytes to the handler's call; the frames are recorded ones.
#include <fstream>
#include <string>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "bench/defaults.hpp"
#include "host/exchange/hyperliquid/frame_codec.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

class Counter final : public FrameHandler {
  public:
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel>) override {
        benchmark::DoNotOptimize(event.exchange_time);
        benchmark::DoNotOptimize(bids.data());
        ++calls;
    }
    void on_mid(AssetIndex, double) override { ++calls; }
    void on_context(const AssetContext&) override { ++calls; }
    void on_order_update(const OrderUpdate&) override { ++calls; }
    void on_fill(const Fill&, FillSource) override { ++calls; }
    void on_funding(const Funding&, bool) override { ++calls; }
    void on_non_user_cancel(const NonUserCancel&) override { ++calls; }
    void on_liquidation(double, double) override { ++calls; }
    void on_open_orders(std::span<const OrderView>) override { ++calls; }
    void on_account(const AccountState&) override { ++calls; }
    void on_post(const PostReply&) override { ++calls; }
    void on_subscription(const SubscriptionReply&) override { ++calls; }
    void on_pong() override { ++calls; }
    void on_error(std::string_view) override { ++calls; }
    void on_notification(std::string_view) override { ++calls; }

    std::int64_t calls = 0;
};

std::string recorded(const std::string& kind) {
    std::ifstream file(MAXMIN_SOURCE_DIR "/tests/data/hyperliquid-messages/messages.jsonl");
    for (std::string line; std::getline(file, line);) {
        const auto json = nlohmann::ordered_json::parse(line);
        if (json.at("kind") == kind) {
            return json.at("message").dump();
        }
    }
    return "";
}

/// The table holds 1,000 coins, the frame's among them.
void decode_frame(benchmark::State& bench, const std::string& kind) {
    std::vector<market::Instrument> instruments;
    for (int i = 0; i < 996; ++i) {
        instruments.push_back(market::hyperliquid_instrument("COIN" + std::to_string(i), 2,
                                                             market::AssetType::perp, 10));
    }
    for (const auto& [coin, decimals] :
         {std::pair("BTC", 5), {"ETH", 4}, {"SOL", 2}, {"HYPE", 2}}) {
        instruments.push_back(
            market::hyperliquid_instrument(coin, decimals, market::AssetType::perp, 20));
    }
    const market::SymbolTable coins = market::SymbolTable::of(instruments);
    Counter counter;
    FrameCodec codec(coins, counter);
    const std::string text = recorded(kind);
    const simdjson::padded_string frame(text);
    for (auto _ : bench) {
        benchmark::DoNotOptimize(codec.decode(frame, Timestamp(1)));
    }
    if (counter.calls == 0 || codec.counts().refusals > 0) {
        bench.SkipWithError("the frame was not taken");
    }
    bench.SetBytesProcessed(bench.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(decode_frame, bbo, "ws.bbo");
BENCHMARK_CAPTURE(decode_frame, trade, "ws.trades");
BENCHMARK_CAPTURE(decode_frame, book_20_levels, "ws.l2Book.20levels");
BENCHMARK_CAPTURE(decode_frame, order_update, "ws.orderUpdates.open");
BENCHMARK_CAPTURE(decode_frame, post_resting, "ws.post.action.order.resting");
BENCHMARK_CAPTURE(decode_frame, smallest, "ws.bbo")->Iterations(bench::smallest_iterations);

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
