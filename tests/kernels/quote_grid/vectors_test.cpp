// Every case and row of the HJB reference vectors, each solved there by two unrelated methods.
#include <cmath>
#include <tuple>

#include <gtest/gtest.h>

#include "kernels/quote_grid/api.hpp"
#include "tests/kernels/quote_grid/vector_problem.hpp"
#include "tests/support/backends.hpp"

namespace maxmin::kernels::quote_grid {
namespace {

using test::Json;

struct Tolerances {
    double value;
    double value_relative;
    double offset;
    double gain;
};

template <typename Real>
void expect_offsets(const GridSolver<Real>& solver, const Json& levels, QuoteSide side,
                    int level_count, double tolerance) {
    ASSERT_EQ(static_cast<int>(levels.size()), level_count);
    for (int level = 0; level < level_count; ++level) {
        const std::vector<double> expected = levels[static_cast<std::size_t>(level)].numbers();
        for (int node = 0; node < static_cast<int>(expected.size()); ++node) {
            const double offset = solver.level_offset(0, side, level, node);
            const double want = expected[static_cast<std::size_t>(node)];
            if (std::isnan(want)) {
                EXPECT_EQ(offset, std::numeric_limits<double>::infinity())
                    << "level " << level << " node " << node;
            } else {
                EXPECT_NEAR(offset, want, tolerance) << "level " << level << " node " << node;
            }
        }
    }
}

template <typename Real>
void expect_values(const GridSolver<Real>& solver, const std::vector<double>& expected,
                   const Tolerances& tolerances) {
    double largest = 0.0;
    for (const double value : expected) {
        largest = std::max(largest, std::fabs(value));
    }
    for (int node = 0; node < static_cast<int>(expected.size()); ++node) {
        EXPECT_NEAR(static_cast<double>(solver.value().at(0, node)),
                    expected[static_cast<std::size_t>(node)],
                    tolerances.value + tolerances.value_relative * largest)
            << "node " << node;
    }
}

template <typename Real>
void check_stationary(Backend backend, const Json& entry, const Tolerances& tolerances) {
    const Json& wanted = entry["stationary"];
    const Problem problem = test::vector_problem(entry["params"]);
    const Workers workers(1);
    GridSolver<Real> solver(1, problem.q_max - problem.q_min + 1, backend, workers);
    ASSERT_EQ(solver.solve_stationary({&problem, 1}), Status::ok);
    ASSERT_EQ(solver.info(0).status, GridStatus::converged);
    EXPECT_NEAR(solver.info(0).gain_bps_lots_per_s, wanted["g"].number(), tolerances.gain);
    EXPECT_LE(solver.info(0).sweeps, 12);
    const int levels = test::vector_levels(problem);
    expect_values(solver, wanted["w"].numbers(), tolerances);
    expect_offsets(solver, wanted["delta_bid"], QuoteSide::bid, levels, tolerances.offset);
    expect_offsets(solver, wanted["delta_ask"], QuoteSide::ask, levels, tolerances.offset);
}

void check_rows(Backend backend, const Json& entry, const Tolerances& tolerances) {
    const Problem problem = test::vector_problem(entry["params"]);
    const Workers workers(1);
    Solver solver(1, problem.q_max - problem.q_min + 1, backend, workers);
    for (const Json& row : entry["rows"].array()) {
        SCOPED_TRACE(row["tau"].number());
        ASSERT_EQ(solver.solve_horizon({&problem, 1}, row["tau"].number()), Status::ok);
        ASSERT_EQ(solver.info(0).status, GridStatus::converged);
        const int levels = test::vector_levels(problem);
        expect_values(solver, row["theta"].numbers(), tolerances);
        expect_offsets(solver, row["delta_bid"], QuoteSide::bid, levels, tolerances.offset);
        expect_offsets(solver, row["delta_ask"], QuoteSide::ask, levels, tolerances.offset);
    }
}

using BackendAndFile = std::tuple<Backend, const char*>;

class HjbStationary : public testing::TestWithParam<BackendAndFile> {};
class HjbHorizon : public testing::TestWithParam<BackendAndFile> {};

TEST_P(HjbStationary, StationarySolutionsMatchInDouble) {
    const auto [backend, name] = GetParam();
    MAXMIN_SKIP_WITHOUT(backend);
    const Json file = Json::vectors(name);
    const Json& stated = file["tolerance"];
    // The files' own: two unrelated methods agree there to 1e-8 or better.
    const Tolerances tolerances{stated["w_abs"].number(), 0.0, stated["delta_abs"].number(),
                                stated["g_abs"].number()};
    for (const Json& entry : file["cases"].array()) {
        SCOPED_TRACE(entry["name"].text());
        check_stationary<double>(backend, entry, tolerances);
    }
}

TEST_P(HjbStationary, StationarySolutionsMatchInFloat) {
    const auto [backend, name] = GetParam();
    MAXMIN_SKIP_WITHOUT(backend);
    const Json file = Json::vectors(name);
    // Quotes to 1e-3 bps, a tenth of the finest tick of a liquid asset; values and the gain to 1e-5
    // relative, about a hundred roundings.
    const Tolerances tolerances{1e-5, 1e-5, 1e-3, 1e-5};
    for (const Json& entry : file["cases"].array()) {
        SCOPED_TRACE(entry["name"].text());
        check_stationary<float>(backend, entry, tolerances);
    }
}

TEST_P(HjbHorizon, RowsAtEveryHorizonMatch) {
    const auto [backend, name] = GetParam();
    MAXMIN_SKIP_WITHOUT(backend);
    const Json file = Json::vectors(name);
    const Json& stated = file["tolerance"];
    const Tolerances tolerances{stated["theta_abs"].number(), 0.0, stated["delta_abs"].number(),
                                0.0};
    for (const Json& entry : file["cases"].array()) {
        SCOPED_TRACE(entry["name"].text());
        check_rows(backend, entry, tolerances);
    }
}

INSTANTIATE_TEST_SUITE_P(AllFiles, HjbStationary,
                         testing::Combine(test::every_backend(),
                                          testing::Values("hjb_nominal.json", "hjb_robust_box.json",
                                                          "hjb_entropic.json",
                                                          "hjb_multilevel.json")));
INSTANTIATE_TEST_SUITE_P(AllFiles, HjbHorizon,
                         testing::Combine(test::every_backend(),
                                          testing::Values("hjb_nominal.json", "hjb_robust_box.json",
                                                          "hjb_entropic.json",
                                                          "hjb_multilevel.json")));

TEST(HjbDecayVectors, ValueAndQuotesNowMatch) {
    const Json file = Json::vectors("hjb_decay.json");
    const Tolerances tolerances{file["tolerance"]["theta_abs"].number(), 0.0,
                                file["tolerance"]["delta_abs"].number(), 0.0};
    for (const Json& entry : file["cases"].array()) {
        SCOPED_TRACE(entry["name"].text());
        const Problem problem = test::vector_problem(entry["params"]);
        const Workers workers(1);
        Solver solver(1, problem.q_max - problem.q_min + 1, Backend::cpu, workers);

        ASSERT_EQ(solver.solve_horizon({&problem, 1}, entry["params"]["T"].number()), Status::ok);

        ASSERT_EQ(solver.info(0).status, GridStatus::converged);
        expect_values(solver, entry["theta_now"].numbers(), tolerances);
        expect_offsets(solver, entry["delta_bid"], QuoteSide::bid, 1, tolerances.offset);
        expect_offsets(solver, entry["delta_ask"], QuoteSide::ask, 1, tolerances.offset);
    }
}

TEST(HjbPolicyVectors, GainsOfBothPoliciesUnderBothModelsMatch) {
    const Json file = Json::vectors("hjb_policy_eval.json");
    const double tolerance = file["tolerance"]["abs"].number();
    for (const Json& entry : file["cases"].array()) {
        const Problem robust = test::vector_problem(entry["params"]);
        Problem nominal = robust;
        nominal.drift_halfwidth = nominal.sigma_halfwidth = 0.0;
        const std::vector<Problem> both = {nominal, robust};
        const std::vector<Problem> worst = {robust, robust};
        const std::vector<Problem> plain = {nominal, nominal};
        const Workers workers(1);
        Solver solver(2, robust.q_max - robust.q_min + 1, Backend::cpu, workers);
        std::vector<double> gains(2);

        ASSERT_EQ(solver.solve_stationary(both), Status::ok);

        const Json& under_nominal = entry["nominal_model"];
        const Json& under_worst = entry["worst_case_model"];
        EXPECT_NEAR(solver.info(0).gain_bps_lots_per_s, under_nominal["hjb"].number(), tolerance);
        EXPECT_NEAR(solver.info(1).gain_bps_lots_per_s, under_worst["hjb"].number(), tolerance);
        ASSERT_EQ(solver.evaluate_policy(plain, solver.bid_offset(), solver.ask_offset(), gains),
                  Status::ok);
        EXPECT_NEAR(gains[0], under_nominal["nominal_policy"].number(), tolerance);
        EXPECT_NEAR(gains[1], under_nominal["robust_policy"].number(), tolerance);
        ASSERT_EQ(solver.evaluate_policy(worst, solver.bid_offset(), solver.ask_offset(), gains),
                  Status::ok);
        EXPECT_NEAR(gains[0], under_worst["nominal_policy"].number(), tolerance);
        EXPECT_NEAR(gains[1], under_worst["robust_policy"].number(), tolerance);
    }
}

}  // namespace
}  // namespace maxmin::kernels::quote_grid
