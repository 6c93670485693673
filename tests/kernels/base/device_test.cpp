// What the build says about this machine, and that a run which must have a device has one.
#include "kernels/base/device.hpp"

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/step/api.hpp"

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
    quote_grid::Solver solver(1, 11, Backend::cuda, workers);
    const std::vector<quote_grid::Problem> problems(1);
    EXPECT_EQ(solver.solve_stationary(problems), Status::backend_unavailable);
    EXPECT_EQ(solver.solve_horizon(problems, 1.0), Status::backend_unavailable);
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
