#include "host/venue/api/news.hpp"

namespace maxmin::venue::api {

News sort_news(std::span<const Event> events, std::span<const AssetIndex> touched) {
    News news;
    news.touched.insert(touched.begin(), touched.end());
    struct Visitor {
        News& news;

        void operator()(const OrderChange& change) {
            news.accounts[change.order.account].orders.push_back(&change);
        }
        void operator()(const Fill& fill) { news.accounts[fill.account].fills.push_back(&fill); }
        void operator()(const Trade& trade) { news.trades[trade.asset].push_back(&trade); }
        void operator()(const FundingRate&) {}
        void operator()(const FundingPayment& payment) {
            news.accounts[payment.account].funding.push_back(&payment);
        }
        void operator()(const Transfer& transfer) {
            news.accounts[transfer.account].transfers.push_back(&transfer);
        }
        void operator()(const Liquidated& liquidated) {
            news.accounts[liquidated.account].liquidated.push_back(&liquidated);
        }
    };
    for (const Event& event : events) {
        std::visit(Visitor{news}, event);
    }
    return news;
}

}  // namespace maxmin::venue::api
