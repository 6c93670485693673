#include "host/report/html.hpp"

#include <string_view>
#include <utility>

#include "host/base/assert.hpp"
#include "host/report/embedded.hpp"

namespace maxmin::report {
namespace {

std::string html_text(std::string_view text) {
    std::string escaped;
    for (const char letter : text) {
        switch (letter) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped += letter;
        }
    }
    return escaped;
}

}  // namespace

std::string html_page(const ledger::RunResult& result, const PageLimits& limits) {
    const std::pair<std::string_view, std::string> slots[] = {
        {"{{title}}", html_text("maxmin: " + result.data_name)},
        {"{{uplot_css}}", std::string(embedded::uplot_css)},
        {"{{page_css}}", std::string(embedded::page_css)},
        {"{{data}}", page_data(result, limits)},
        {"{{uplot_js}}", std::string(embedded::uplot_js)},
        {"{{tables_js}}", std::string(embedded::tables_js)},
        {"{{charts_js}}", std::string(embedded::charts_js)},
        {"{{page_js}}", std::string(embedded::page_js)},
    };
    std::string_view rest = embedded::page_html;
    std::string page;
    for (const auto& [slot, content] : slots) {  // in the order of the template
        const std::size_t at = rest.find(slot);
        MAXMIN_ASSERT(at != std::string_view::npos, "page.html has every slot, in order");
        page += rest.substr(0, at);
        page += content;
        rest.remove_prefix(at + slot.size());
    }
    return page + std::string(rest);
}

}  // namespace maxmin::report
