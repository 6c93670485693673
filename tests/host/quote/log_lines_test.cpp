// Every expected line is copied from the guide.
#include "host/quote/log_lines.hpp"

#include <gtest/gtest.h>

namespace maxmin::quote {
namespace {

TEST(LogLines, AreTheGuidesCharacterForCharacter) {
    market::Instrument instrument;
    instrument.price_decimals = 2;
    instrument.size_decimals = 3;
    const Target bid{
        .price = Ticks(6'823'450), .size = Lots(50'000), .offset_bps = 4.5, .level = 0};
    const Target ask{
        .price = Ticks(6'830'330), .size = Lots(13'500), .offset_bps = 10.5, .level = 2};

    EXPECT_EQ(reprice_line(), "Multi-level reprice triggered");
    EXPECT_EQ(placed_line(Side::bid, bid, instrument),
              "Bid L1 placed: 50.000 @ 68234.50 (4.50 bps)");
    EXPECT_EQ(placed_line(Side::ask, ask, instrument),
              "Ask L3 placed: 13.500 @ 68303.30 (10.50 bps)");
    EXPECT_EQ(momentum_line(Side::bid, 0, 1.65),
              "🔥 Hawkes momentum detected! Level=0, Side=BID, Excitation=1.65x");
    EXPECT_EQ(excitation_line({.level = 0, .fills = {3, 0}, .multiplier = {1.65, 1.02}}),
              "Hawkes L1: bid_fills=3, ask_fills=0, bid_excite=1.65x, ask_excite=1.02x");
    EXPECT_EQ(robust_line({.mu_bps = 0.45, .sigma_bps = 8.2}),
              "Robust control: ε_μ=0.45bps, ε_σ=8.20bps, high_uncertainty=false");
    EXPECT_EQ(robust_line({.mu_bps = 1.5, .sigma_bps = 8.2}),
              "Robust control: ε_μ=1.50bps, ε_σ=8.20bps, high_uncertainty=true");
}

TEST(LogLines, FineMarketsShowTheExactNumber) {
    market::Instrument instrument;
    instrument.price_decimals = 6;
    instrument.size_decimals = 5;
    const Target bid{.price = Ticks(123'400), .size = Lots(123), .offset_bps = 4.5, .level = 1};
    const Target whole{
        .price = Ticks(68'234'000'000), .size = Lots(5'000'000), .offset_bps = 4.5, .level = 1};

    EXPECT_EQ(placed_line(Side::bid, bid, instrument),
              "Bid L2 placed: 0.00123 @ 0.1234 (4.50 bps)");
    EXPECT_EQ(placed_line(Side::bid, whole, instrument),
              "Bid L2 placed: 50.000 @ 68234.00 (4.50 bps)");
}

}  // namespace
}  // namespace maxmin::quote
