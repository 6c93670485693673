#include "host/gateway/truth.hpp"

namespace maxmin::gateway {

std::string_view to_string(LinkState state) {
    switch (state) {
        case LinkState::down:
            return "down";
        case LinkState::connecting:
            return "connecting";
        case LinkState::syncing:
            return "syncing";
        case LinkState::up:
            return "up";
    }
    return "unknown";
}

}  // namespace maxmin::gateway
