// What an operator may say while the engine runs. Each acts in the same call, through the same
// decision path as everything else.
#include "host/engine/engine.hpp"

namespace maxmin::engine {

void Engine::halt(std::string_view who, Timestamp now) noexcept {
    guard_.permit_closing(false);
    guard_.state().halt(who, now);
    log_mode(now);
    mark_all();
    decide(now);
}

bool Engine::resume(std::string_view who, Timestamp now) noexcept {
    const bool done = guard_.state().resume(who, now);
    if (done) {
        go_on(now);
    }
    return done;
}

bool Engine::resume_from_here(std::string_view who, Timestamp now) noexcept {
    const bool done = guard_.state().resume_from_here(who, now);
    if (done) {
        go_on(now);
    }
    return done;
}

void Engine::go_on(Timestamp now) noexcept {
    guard_.permit_closing(false);
    log_mode(now);
    mark_all();
    decide(now);
}

void Engine::flatten(std::string_view who, Timestamp now) noexcept {
    guard_.state().halt(who, now);
    guard_.permit_closing(true);
    log_mode(now);
    mark_all();
    decide(now);
}

void Engine::wind_down(Timestamp now) noexcept {
    for (AssetIndex index = 0; index < std::ssize(assets_); ++index) {
        guard_.stop(index, risk::StopReason::operator_word);
    }
    mark_all();
    decide(now);
}

void Engine::watch_closing(Timestamp now) noexcept {
    if (!guard_.closing_permitted()) {
        return;
    }
    for (const Asset& asset : assets_) {
        if (asset.position != Lots(0) || !asset.orders.orders().empty()) {
            return;
        }
    }
    guard_.permit_closing(false);
    log_.add({.time = now, .kind = LogKind::flattened});
}

}  // namespace maxmin::engine
