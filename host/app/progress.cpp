#include "host/app/progress.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

namespace maxmin::app {
namespace {

constexpr double redraw_interval_s = 0.1;

std::string formatted(const char* format, double value) {
    std::array<char, 32> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, value);
    return buffer.data();
}

std::string rate_text(double per_second) {
    if (per_second >= 1e6) {
        return formatted("%.1f M/s", per_second / 1e6);
    }
    return per_second >= 1e3 ? formatted("%.1f k/s", per_second / 1e3)
                             : formatted("%.0f /s", per_second);
}

}  // namespace

double steady_seconds() {
    using Seconds = std::chrono::duration<double>;
    return Seconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Progress::Progress(Terminal& terminal, std::string label, std::uint64_t total,
                   std::function<double()> now_s)
    : terminal_(terminal),
      label_(std::move(label)),
      total_(total),
      now_s_(std::move(now_s)),
      start_s_(now_s_()),
      last_drawn_s_(start_s_) {}

Progress::~Progress() {
    if (is_drawn_) {
        terminal_.err << "\r\x1b[K" << std::flush;
    }
}

void Progress::update(std::uint64_t done) {
    if (!terminal_.err_is_terminal) {
        return;
    }
    const double now_s = now_s_();
    if (now_s - last_drawn_s_ >= redraw_interval_s) {
        last_drawn_s_ = now_s;
        draw(done, now_s - start_s_);
    }
}

void Progress::draw(std::uint64_t done, double elapsed_s) {
    const double rate = static_cast<double>(done) / elapsed_s;
    terminal_.err << "\r\x1b[K" << label_ << "  ";
    if (total_ > 0) {
        const double share = static_cast<double>(done) / static_cast<double>(total_);
        terminal_.err << formatted("%.0f %%  ", 100.0 * share) << done << " / " << total_;
    } else {
        terminal_.err << done;
    }
    terminal_.err << "  " << rate_text(rate);
    if (total_ > done && rate > 0.0) {
        terminal_.err << formatted("  %.0f s left", static_cast<double>(total_ - done) / rate);
    }
    terminal_.err << std::flush;
    is_drawn_ = true;
}

}  // namespace maxmin::app
