// Calls a function on the io_context's thread when another thread rings. Ringing is one write to an
// eventfd: no allocation and no lock, unlike posting a handler. Rings before the call add up to
// one.
#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace maxmin::exchange::transport {

class WakeUp {
  public:
    /// Throws InputError if the system has no descriptor left.
    WakeUp(boost::asio::io_context& io, std::function<void()> act);

    /// Any thread.
    void ring() noexcept;
    /// The io_context's thread: no more calls, so that its run() may end.
    void stop();

  private:
    void wait();

    boost::asio::posix::stream_descriptor bell_;
    std::function<void()> act_;
};

}  // namespace maxmin::exchange::transport
