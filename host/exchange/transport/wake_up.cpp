#include "host/exchange/transport/wake_up.hpp"

#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

#include "host/base/error.hpp"

namespace maxmin::exchange::transport {

WakeUp::WakeUp(boost::asio::io_context& io, std::function<void()> act)
    : bell_(io), act_(std::move(act)) {
    const int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (descriptor < 0) {
        throw InputError({.wrong = "no file descriptor is left for the engine's wake-up call",
                          .right = "raise the limit with ulimit -n"});
    }
    bell_.assign(descriptor);
    wait();
}

void WakeUp::ring() noexcept {
    const std::uint64_t one = 1;
    // Fails only when 2^64 - 2 rings are unheard: then the bell is rung already.
    [[maybe_unused]] const auto written = write(bell_.native_handle(), &one, sizeof one);
}

void WakeUp::stop() {
    boost::system::error_code ignored;
    bell_.close(ignored);
}

void WakeUp::wait() {
    bell_.async_wait(
        boost::asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
            if (error || !bell_.is_open()) {
                return;
            }
            std::uint64_t rings = 0;
            [[maybe_unused]] const auto taken = read(bell_.native_handle(), &rings, sizeof rings);
            act_();
            wait();
        });
}

}  // namespace maxmin::exchange::transport
