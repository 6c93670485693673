#include "kernels/particle_filter/resampling.hpp"

#include "kernels/base/host_device.hpp"
#include "kernels/particle_filter/model.hpp"

namespace maxmin::kernels::particle_filter::cpu {
namespace {

/// Segment by segment, all segments side by side: one running sum would wait for its own latency.
template <typename Real>
double cumulate(const Real* weights, int lanes, double* cumulative,
                double (&before)[resampling_segments]) {
    const int length = lanes / resampling_segments;
    double sum[resampling_segments] = {};
    for (int i = 0; i < length; ++i) {
        for (int segment = 0; segment < resampling_segments; ++segment) {
            sum[segment] += static_cast<double>(weights[segment * length + i]);
            cumulative[segment * length + i] = sum[segment];
        }
    }
    double total = 0.0;
    for (int segment = 0; segment < resampling_segments; ++segment) {
        before[segment] = total;
        total += sum[segment];
    }
    return total;
}

/// ends[i]: offspring taken by particles up to and including i.
MAXMIN_VECTOR_CLONES void offspring_ends(const double* __restrict cumulative, int length,
                                         double before, double scale, double u, double particles,
                                         int* __restrict ends) {
    for (int i = 0; i < length; ++i) {
        ends[i] = offspring_end(before + cumulative[i], scale, u, particles);
    }
}

}  // namespace

template <typename Real>
void systematic_ancestors(const Real* weights, int lanes, int particles, double u,
                          double* cumulative, int* ends, int* ancestors) noexcept {
    double before[resampling_segments];
    const double total = cumulate(weights, lanes, cumulative, before);
    const double count = static_cast<double>(particles);
    const int length = lanes / resampling_segments;
    for (int segment = 0; segment < resampling_segments; ++segment) {
        const int begin = segment * length;
        offspring_ends(cumulative + begin, length, before[segment], count / total, u, count,
                       ends + begin);
    }
    ends[particles - 1] = particles;
    int at = 0;
    for (int i = 0; i < particles; ++i) {
        // Four at once without asking how many are wanted: what is too much, the next one
        // overwrites.
        for (int k = 0; k < ancestor_padding; ++k) {
            ancestors[at + k] = i;
        }
        for (int j = at + ancestor_padding; j < ends[i]; ++j) {
            ancestors[j] = i;
        }
        at = ends[i];
    }
}

template void systematic_ancestors(const float*, int, int, double, double*, int*, int*) noexcept;
template void systematic_ancestors(const double*, int, int, double, double*, int*, int*) noexcept;

}  // namespace maxmin::kernels::particle_filter::cpu
