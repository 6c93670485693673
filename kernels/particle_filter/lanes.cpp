#include "kernels/particle_filter/lanes.hpp"

#include "kernels/particle_filter/chunk.hpp"

namespace maxmin::kernels::particle_filter::cpu {
namespace {

template <typename Real>
MAXMIN_VECTOR_CLONES void weights_clones(const Real* __restrict log_weight, int lanes,
                                         Real log_weight_max, Real* __restrict weight) {
    // Whole chunks: a count that the compiler knows leaves no lanes over.
    for (int begin = 0; begin < lanes; begin += chunk) {
        for (int i = begin; i < begin + chunk; ++i) {
            weight[i] = exp_of_negative(log_weight[i] - log_weight_max);
        }
    }
}

template <typename Real>
MAXMIN_VECTOR_CLONES void move_kernel_clones(const Rows<Real>& rows, const Draws& draws,
                                             const KernelMove<Real>& move) {
    Real* const psi[3] = {rows.psi[0], rows.psi[1], rows.psi[2]};
    for (int begin = 0; begin < rows.lanes; begin += philox_run) {
        PhiloxRun words;
        philox_lanes({static_cast<std::uint32_t>(begin), draws.step, draws.asset,
                      static_cast<std::uint32_t>(Stream::kernel_move)},
                     draws.key, words);
        MAXMIN_INDEPENDENT_LANES
        for (int i = 0; i < philox_run; ++i) {
            const Normals<Real> jitter =
                normals<Real>({words.x0[i], words.x1[i], words.x2[i], words.x3[i]});
            const Parameters<Real> moved = move_parameters<Real>(
                {{psi[0][begin + i], psi[1][begin + i], psi[2][begin + i]}}, move, jitter);
            psi[0][begin + i] = moved.psi[0];
            psi[1][begin + i] = moved.psi[1];
            psi[2][begin + i] = moved.psi[2];
        }
    }
}

template <typename Real>
MAXMIN_VECTOR_CLONES void gather_clones(Real* __restrict row, Real* __restrict spare,
                                        const int* __restrict ancestors, int particles) {
    for (int j = 0; j < particles; ++j) {
        spare[j] = row[ancestors[j]];
    }
    for (int j = 0; j < particles; ++j) {
        row[j] = spare[j];
    }
}

}  // namespace

template <typename Real>
void weights(const Rows<Real>& rows, Real log_weight_max, Real* weight) noexcept {
    weights_clones(rows.log_weight, rows.lanes, log_weight_max, weight);
}

template <typename Real>
void move_kernel(const Rows<Real>& rows, const Draws& draws,
                 const KernelMove<Real>& move) noexcept {
    move_kernel_clones(rows, draws, move);
}

template <typename Real>
void draw_prior(const Rows<Real>& rows, const Draws& draws, const Prior<Real>& prior) noexcept {
    if (rows.psi[0] != nullptr) {
        for (int i = 0; i < rows.lanes; ++i) {
            const Normals<Real> n =
                normals<Real>(philox({static_cast<std::uint32_t>(i), draws.step, draws.asset,
                                      static_cast<std::uint32_t>(Stream::initial_parameters)},
                                     draws.key));
            const Parameters<Real> psi = prior_parameters<Real>(prior, n);
            for (int k = 0; k < 3; ++k) {
                rows.psi[k][i] = psi.psi[k];
            }
        }
    }
    for (int begin = 0; begin < rows.lanes; begin += chunk) {
        ChunkNormals<Real> normal;
        draw_normals(draws, Stream::initial_log_variance, begin, normal);
        for (int i = begin; i < begin + chunk; ++i) {
            Parameters<Real> psi{{prior.psi_mean[0], prior.psi_mean[1], prior.psi_mean[2]}};
            if (rows.psi[0] != nullptr) {
                psi = {{rows.psi[0][i], rows.psi[1][i], rows.psi[2][i]}};
            }
            rows.log_variance[i] = prior_log_variance(prior, psi, normal.z[i - begin]);
            if (rows.drift_mean != nullptr) {
                rows.drift_mean[i] = prior.drift.mean;
                rows.drift_variance[i] = prior.drift.variance;
            }
        }
    }
}

template <typename Real>
void gather(Real* row, Real* spare, const int* ancestors, int particles) noexcept {
    gather_clones(row, spare, ancestors, particles);
}

template void weights(const Rows<float>&, float, float*) noexcept;
template void weights(const Rows<double>&, double, double*) noexcept;
template void move_kernel(const Rows<float>&, const Draws&, const KernelMove<float>&) noexcept;
template void move_kernel(const Rows<double>&, const Draws&, const KernelMove<double>&) noexcept;
template void draw_prior(const Rows<float>&, const Draws&, const Prior<float>&) noexcept;
template void draw_prior(const Rows<double>&, const Draws&, const Prior<double>&) noexcept;
template void gather(float*, float*, const int*, int) noexcept;
template void gather(double*, double*, const int*, int) noexcept;

}  // namespace maxmin::kernels::particle_filter::cpu
