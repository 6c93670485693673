# Writes embedded.cpp: every file of the report page as a C++ raw string.
# cmake -DFOLDER=<host/report> -DOUTPUT=<file> -P embed.cmake
set(files page_html page/page.html page_css page/page.css page_js page/page.js
    tables_js page/tables.js charts_js page/charts.js uplot_css third_party/uplot/uPlot.min.css
    uplot_js third_party/uplot/uPlot.iife.min.js)
set(text "#include \"host/report/embedded.hpp\"\n\nnamespace maxmin::report::embedded {\n\n")
while(files)
    list(POP_FRONT files name path)
    file(READ "${FOLDER}/${path}" content)
    if(content MATCHES "\\)maxmin\"")
        message(FATAL_ERROR "${path} holds the end mark of the raw string")
    endif()
    string(APPEND text "const std::string_view ${name} = R\"maxmin(${content})maxmin\";\n\n")
endwhile()
string(APPEND text "}  // namespace maxmin::report::embedded\n")
file(WRITE "${OUTPUT}" "${text}")
