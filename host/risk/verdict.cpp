#include "host/risk/verdict.hpp"

namespace maxmin::risk {

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::accepted:
            return "accepted";
        case Verdict::unknown_asset:
            return "unknown_asset";
        case Verdict::halted:
            return "halted";
        case Verdict::asset_stopped:
            return "asset_stopped";
        case Verdict::equity_unknown:
            return "equity_unknown";
        case Verdict::mid_unknown:
            return "mid_unknown";
        case Verdict::stale_book:
            return "stale_book";
        case Verdict::bad_size:
            return "bad_size";
        case Verdict::bad_price:
            return "bad_price";
        case Verdict::not_reducing:
            return "not_reducing";
        case Verdict::order_value:
            return "order_value";
        case Verdict::price_deviation:
            return "price_deviation";
        case Verdict::position_value:
            return "position_value";
        case Verdict::gross_value:
            return "gross_value";
        case Verdict::net_value:
            return "net_value";
        case Verdict::open_orders:
            return "open_orders";
        case Verdict::portfolio_unvalued:
            return "portfolio_unvalued";
    }
    return "unknown";
}

std::string_view to_string(StopReason reason) {
    switch (reason) {
        case StopReason::stale_data:
            return "stale_data";
        case StopReason::model_failed:
            return "model_failed";
        case StopReason::bad_number:
            return "bad_number";
        case StopReason::operator_word:
            return "operator_word";
    }
    return "unknown";
}

std::string_view to_string(TradingMode mode) {
    switch (mode) {
        case TradingMode::active:
            return "ACTIVE";
        case TradingMode::reducing:
            return "REDUCING";
        case TradingMode::halted:
            return "HALTED";
    }
    return "unknown";
}

std::string_view to_string(Cause cause) {
    switch (cause) {
        case Cause::start:
            return "start";
        case Cause::day_loss:
            return "day_loss";
        case Cause::drawdown:
            return "drawdown";
        case Cause::recovered:
            return "recovered";
        case Cause::operator_word:
            return "operator_word";
    }
    return "unknown";
}

}  // namespace maxmin::risk
