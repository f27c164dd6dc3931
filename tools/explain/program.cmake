# vitrine-explain, an ordinary program that needs nothing but a compiler: one file, which runs wherever it is copied to.
# Cross-compiling is CMake's: -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++.
foreach(layer kernel kernel/log vmx vmx/entry_rules svm)
  include(${layer}/sources.cmake)
endforeach()
include(tools/explain/sources.cmake)
list(FILTER vitrine_pure_sources EXCLUDE REGEX "/vmx/(capability_report|control_uses|refusal|requirements)\\.cpp$")
list(FILTER vitrine_pure_sources INCLUDE REGEX "/kernel/(close_match|complaint|parse)\\.cpp$|/kernel/log/|/vmx/|/svm/(field_table|illegal_state)\\.cpp$")

if(NOT DEFINED VITRINE_CHOSEN)
  # Whoever brings another compiler doesn't care what it warns of.
  set(vitrine_warnings "")
endif()

add_library(explaining OBJECT ${vitrine_explain_sources} ${vitrine_pure_sources})
target_include_directories(explaining PUBLIC ${CMAKE_SOURCE_DIR})
target_compile_definitions(explaining PUBLIC _GLIBCXX_ASSERTIONS)
target_compile_options(explaining PUBLIC ${vitrine_warnings} -ffunction-sections)

if(VITRINE_WASM)
  include(tools/explain/page/page.cmake)
else()
  add_executable(vitrine-explain tools/explain/main.cpp)
  target_link_libraries(vitrine-explain PRIVATE explaining)
  target_link_options(vitrine-explain PRIVATE -static -Wl,--gc-sections)
  if(DEFINED VITRINE_LLD)
    target_link_options(vitrine-explain PRIVATE -fuse-ld=lld --ld-path=${VITRINE_LLD})
  endif()
endif()
