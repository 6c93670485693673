#include "kernels/uncertainty/api.hpp"

#include <limits>

#include "kernels/uncertainty/model.hpp"

namespace maxmin::kernels::uncertainty {

double normal_quantile(double probability) {
    if (!(probability >= 0.0 && probability <= 1.0)) {
        return nan;
    }
    if (probability == 0.0 || probability == 1.0) {
        return probability == 0.0 ? -std::numeric_limits<double>::infinity()
                                  : std::numeric_limits<double>::infinity();
    }
    if (probability == 0.5) {
        return 0.0;
    }
    return probability < 0.5 ? -upper_tail_quantile(probability)
                             : upper_tail_quantile(1.0 - probability);
}

double two_sided_quantile(double confidence) {
    return interval_quantile(confidence);
}

Box make_box(const Posterior& posterior, const BoxConfig& config) {
    return box_of(posterior, config);
}

}  // namespace maxmin::kernels::uncertainty
