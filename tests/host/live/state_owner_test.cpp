#include "host/live/state_owner.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::live {
namespace {

TEST(StateOwner, AFolderBelongsToOneAccountAtOneVenue) {
    const test::TemporaryFolder folder;
    const auto state = folder.path() / "state";
    claim_state_folder(state, "0xaa", "http://localhost:3001");
    claim_state_folder(state, "0xaa", "http://localhost:3001");
    EXPECT_EQ(std::filesystem::status(state).permissions(), std::filesystem::perms::owner_all);
    EXPECT_THROW(claim_state_folder(state, "0xbb", "http://localhost:3001"), InputError);
    try {
        claim_state_folder(state, "0xaa", "https://api.hyperliquid-testnet.xyz");
        FAIL() << "the peak equity of one venue would halt the other";
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("0xaa at http://localhost:3001"),
                  std::string::npos)
            << error.what();
    }
}

TEST(StateOwner, AFolderThatCannotBeMadeIsSaid) {
    const test::TemporaryFolder folder;
    claim_state_folder(folder.path(), "a", "b");
    EXPECT_THROW(claim_state_folder(folder.path() / "owner" / "state", "a", "b"), InputError);
}

}  // namespace
}  // namespace maxmin::live
