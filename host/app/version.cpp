#include "host/app/version.hpp"

#include "host/app/instruction_set.hpp"

namespace maxmin::app {

std::string version_text() {
    const BuildInfo& build = build_info();
    std::string text = "maxmin ";
    text += build.version;
    text += "\ncommit            ";
    text += build.commit;
    text += "\nbuild type        ";
    text += build.build_type;
    text += "\ncompiler          ";
    text += build.compiler;
    text += "\ninstruction set   ";
    text += to_string(used_instruction_set());
    text += ", processor has ";
    text += to_string(available_instruction_set());
    text += "\nCUDA              ";
    if (build.cuda_architectures.empty()) {
        text += "not built";
    } else {
        text += "architectures ";
        text += build.cuda_architectures;
    }
    return text;
}

std::string code_version() {
    std::string text(build_info().version);
    text += ' ';
    text += build_info().commit;
    return text;
}

}  // namespace maxmin::app
