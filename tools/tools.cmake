# The tools for the host, ordinary programs that need nothing but a compiler: no tests, no sanitizers.
include(tools/explain/sources.cmake)

set(explained_sources ${vitrine_pure_sources})
list(FILTER explained_sources INCLUDE REGEX "/(kernel|vmx)/|/svm/(field_table|illegal_state)\\.cpp$")

add_executable(vitrine-explain tools/explain/main.cpp ${vitrine_explain_sources} ${explained_sources})
target_include_directories(vitrine-explain PRIVATE ${CMAKE_SOURCE_DIR})
target_compile_definitions(vitrine-explain PRIVATE _GLIBCXX_ASSERTIONS)
target_compile_options(vitrine-explain PRIVATE ${vitrine_warnings} -O2)
target_link_options(vitrine-explain PRIVATE -fuse-ld=lld --ld-path=${VITRINE_LLD})
