// What the build says about this machine, and that a run which must have a device has one.
#include "kernels/base/device.hpp"

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/step/api.hpp"
#include "tests/support/backends.hpp"

namespace maxmin::kernels {
namespace {

TEST(Device, TheCpuIsAlwaysThereAndADeviceHasAName) {
    EXPECT_TRUE(backend_available(Backend::cpu));
    EXPECT_FALSE(device_description().empty());
}

TEST(Device, WithoutOneEveryEntrySaysSo) {
    if (backend_available(Backend::cuda)) {
        GTEST_SKIP() << "there is one: " << device_description();
    }
    const Workers workers(1);
    const std::vector<particle_filter::Model> models(1);
    EXPECT_THROW(particle_filter::Filter<float>({}, models, Backend::cuda, workers),
                 std::runtime_error);
    EXPECT_THROW(step::Step({}, std::vector<step::Asset>(1), Backend::cuda, workers),
                 std::runtime_error);
    EXPECT_THROW(quote_grid::Solver(1, 11, Backend::cuda, workers), std::runtime_error);
}

TEST(Device, SaysAtTheStartWhatMemoryIsMissing) {
    MAXMIN_SKIP_WITHOUT(Backend::cuda);
    const Workers workers(1);
    // 64,000 assets of 2^20 particles: 1.9 TB, more than any device has.
    const std::vector<particle_filter::Model> models(64'000);
    try {
        const particle_filter::Filter<float> filter({.particles = 1 << 20}, models, Backend::cuda,
                                                    workers);
        FAIL() << "made";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string_view(error.what()).find("64000 assets with 1048576 particles"),
                  std::string_view::npos)
            << error.what();
        EXPECT_NE(std::string_view(error.what()).find("are free"), std::string_view::npos)
            << error.what();
    }
}

/// On a GPU machine everything else skips if the driver is broken: this is what fails then.
TEST(Device, IsThereWhereItIsRequired) {
    const char* const required = std::getenv("MAXMIN_REQUIRE_DEVICE");
    if (required == nullptr || std::string_view(required) != "1") {
        GTEST_SKIP() << "MAXMIN_REQUIRE_DEVICE is not 1";
    }
    ASSERT_TRUE(backend_available(Backend::cuda)) << device_description();
    const Workers workers(1);
    step::Step step({.particles = 64}, std::vector<step::Asset>(1), Backend::cuda, workers);
    step::Snapshot snapshot = step.make_snapshot();
    EXPECT_EQ(step.run(std::vector<step::Input>(1), particle_filter::Quantiles::no, snapshot),
              Status::ok)
        << device_error();
}

}  // namespace
}  // namespace maxmin::kernels
