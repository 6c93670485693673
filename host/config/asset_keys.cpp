// Asset keys of limits and orders, and the whole asset schema.
#include "host/config/asset_lists.hpp"

namespace maxmin::config {

void add_limit_keys(AssetList& list) {
    list.named_by(NamedBy::ours);
    list.add("risk.order_value_usd_max", MAXMIN_MEMBER(risk.order_value_usd_max),
             {"USD", above(0), "Largest value of one order.", {}});
    list.add("risk.price_deviation_bps_max", MAXMIN_MEMBER(risk.price_deviation_bps_max),
             {"bps", above_to(0, 10'000), "Furthest an order may be from the mid.", {}});
    list.add(
        "risk.position_value_usd_max", MAXMIN_MEMBER(risk.position_value_usd_max),
        {"USD", above(0), "Largest value of the position, open orders counted as filled.", {}});
    list.add("risk.stale_after_s", MAXMIN_MEMBER(risk.stale_after_s),
             {"s", above_to(0, 3'600), "No quote on a book older than this.", {}});
    list.add("order.minimum_life_s", MAXMIN_MEMBER(order.minimum_life_s),
             {"s", closed(0, 3'600), "A younger order is not repriced; it may be cancelled.", {}});
    list.add("order.size_tolerance", MAXMIN_MEMBER(order.size_tolerance),
             {"share", closed(0, 1), "Relative size difference that is left alone.", {}});
}

const Schema<engine::AssetConfig>& asset_schema() {
    static const Schema<engine::AssetConfig> schema = [] {
        Schema<engine::AssetConfig> built;
        AssetList list(built);
        add_quote_keys(list);
        add_hawkes_keys(list);
        add_model_keys(list);
        add_limit_keys(list);
        add_hawkes_shorthands(built.space);
        add_presets(built.space);
        built.space.switches.push_back(
            {.table = "inventory_skew_config",
             .key = built.space.index_of("inventory_skew_config.enabled")});
        return built;
    }();
    return schema;
}

}  // namespace maxmin::config
