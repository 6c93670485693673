#include "host/paper/setting.hpp"

#include <sstream>
#include <utility>

namespace maxmin::paper {

InputError setting_error(std::string field, std::string wrong, std::string right) {
    return InputError({.file = {},
                       .line = 0,
                       .field = std::move(field),
                       .wrong = std::move(wrong),
                       .right = std::move(right)});
}

double checked_setting(double value, const std::string& field, double low, double high) {
    if (!(value >= low && value <= high)) {
        std::ostringstream wrong;
        std::ostringstream right;
        wrong << value;
        right << low << " to " << high;
        throw setting_error(field, wrong.str(), right.str());
    }
    return value;
}

}  // namespace maxmin::paper
