#include "host/config/loaded.hpp"

#include <string_view>

#include "host/config/schema.hpp"

namespace maxmin::config {
namespace {

class Fnv {
  public:
    void add(std::string_view text) {
        for (const char letter : text) {
            state_ = (state_ ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
        }
    }
    std::uint64_t state() const { return state_; }

  private:
    std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

template <typename Root>
void add_all(Fnv& hash, const Schema<Root>& schema, const Root& root) {
    for (std::size_t key = 0; key < schema.fields.size(); ++key) {
        hash.add(schema.space.keys[key].path);
        hash.add("=");
        hash.add(to_text(schema.fields[key].get(root)));
        hash.add("\n");
    }
}

}  // namespace

std::string describe(const Origin& origin) {
    std::string text;
    switch (origin.layer) {
        case Layer::built_in:
            return "default";
        case Layer::file:
            text = origin.file + ":" + std::to_string(origin.line);
            break;
        case Layer::command_line:
            text = "command line";
            break;
    }
    if (!origin.scope.empty()) {
        text += " [" + origin.scope + "]";
    }
    if (!origin.preset.empty()) {
        text += ", preset " + origin.preset;
    }
    return text;
}

std::filesystem::path data_path(const Loaded& loaded) {
    return loaded.folder / loaded.config.data.path;
}

std::uint64_t config_hash(const engine::Config& config) {
    Fnv hash;
    add_all(hash, run_schema(), config);
    for (const engine::AssetConfig& asset : config.assets) {
        hash.add(asset.symbol);
        hash.add("\n");
        add_all(hash, asset_schema(), asset);
    }
    return hash.state();
}

}  // namespace maxmin::config
