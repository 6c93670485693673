// How `maxmin paper` starts, or does not.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "tests/host/app/captured.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::app {
namespace {

using Tcp = boost::asio::ip::tcp;

TEST(PaperCommand, AStartOnATakenPortLeavesTheStateAlone) {
    boost::asio::io_context io;
    const Tcp::acceptor taken(io, {boost::asio::ip::address_v4::loopback(), 0});
    const test::TemporaryFolder folder;
    const auto state = folder.path() / "state";
    test::Captured captured;

    test::run_app({"paper", "--synthetic", "1", "--port",
                   std::to_string(taken.local_endpoint().port()), "--state", state.string()},
                  captured);

    EXPECT_NE(captured.code, 0);
    EXPECT_NE(captured.err.str().find("venue.port"), std::string::npos) << captured.err.str();
    EXPECT_FALSE(std::filesystem::exists(state));
}

TEST(PaperCommand, ASettingNeedsNoFile) {
    boost::asio::io_context io;
    const Tcp::acceptor taken(io, {boost::asio::ip::address_v4::loopback(), 0});
    const std::string port = std::to_string(taken.local_endpoint().port());
    test::Captured captured;

    test::run_app({"paper", "--synthetic", "1", "--set", "venue.port=" + port}, captured);

    EXPECT_NE(captured.err.str().find("127.0.0.1:" + port), std::string::npos)
        << captured.err.str();

    test::Captured misspelt;
    test::run_app({"paper", "--set", "venue.prot=" + port}, misspelt);
    EXPECT_NE(misspelt.code, 0);
    EXPECT_NE(misspelt.err.str().find("venue.prot"), std::string::npos) << misspelt.err.str();
}

}  // namespace
}  // namespace maxmin::app
