#include "host/config/errors.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "host/base/assert.hpp"

namespace maxmin::config {
namespace {

std::vector<InputFault> in_file_order(std::vector<InputFault> faults) {
    MAXMIN_ASSERT(!faults.empty(), "an error has a fault");
    std::ranges::stable_sort(
        faults, {}, [](const InputFault& fault) { return std::tuple(fault.file, fault.line); });
    return faults;
}

}  // namespace

ConfigErrors::ConfigErrors(std::vector<InputFault> faults)
    : InputError(in_file_order(faults).front()), faults_(in_file_order(std::move(faults))) {
    for (const InputFault& fault : faults_) {
        text_ += text_.empty() ? "" : "\n";
        text_ += InputError(fault).what();
    }
}

}  // namespace maxmin::config
