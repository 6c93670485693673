// A key is made where nobody else can read it, and shown to nobody.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "host/wire/hyperliquid/signer.hpp"
#include "tests/host/app/captured.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::app {
namespace {

using test::Captured;
using test::run_app;

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(KeyCommand, MakesAFileForItsOwnerAndTellsTheAddressAlone) {
    const test::TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "agent.key";
    Captured made;
    Captured shown;

    run_app({"key", "new", "--out", file.string()}, made);
    run_app({"key", "address", "--file", file.string()}, shown);

    ASSERT_EQ(made.code, 0) << made.err.str();
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const std::string address = to_string(wire::hyperliquid::Signer::from_file(file).address());
    EXPECT_EQ(made.out.str(), "address " + address + "\n");
    EXPECT_EQ(shown.out.str(), address + "\n");
    const std::string digits = content_of(file).substr(2);
    ASSERT_EQ(digits.size(), 64U);
    for (const std::string& said : {made.out.str(), made.err.str(), shown.err.str()}) {
        EXPECT_EQ(said.find(digits.substr(0, 16)), std::string::npos);
    }
}

TEST(KeyCommand, LeavesAFileThatIsThereAlone) {
    const test::TemporaryFolder folder;
    const std::filesystem::path file = folder.write("agent.key", "not to be lost");
    Captured captured;

    run_app({"key", "new", "--out", file.string()}, captured);

    EXPECT_EQ(captured.code, 4);
    EXPECT_NE(captured.err.str().find("agent.key"), std::string::npos);
    EXPECT_EQ(content_of(file), "not to be lost");
}

}  // namespace
}  // namespace maxmin::app
