# docs/explain/index.html: one file with the program and all that it shows in it.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
target_compile_options(explaining PUBLIC -fno-exceptions -fno-rtti -Wno-deprecated)

add_executable(explain-page tools/explain/page/exports.cpp)
set_target_properties(explain-page PROPERTIES SUFFIX .wasm)
target_link_libraries(explain-page PRIVATE explaining)
target_link_options(explain-page PRIVATE -mexec-model=reactor -Wl,--strip-all -Wl,--gc-sections -Wno-deprecated)

set(page ${CMAKE_SOURCE_DIR}/docs/explain/index.html)
add_custom_command(
  OUTPUT ${page}
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/make_page.py ${CMAKE_CURRENT_LIST_DIR}/page.html $<TARGET_FILE:explain-page> ${page}
  DEPENDS explain-page ${CMAKE_CURRENT_LIST_DIR}/page.html ${CMAKE_CURRENT_LIST_DIR}/make_page.py
  COMMENT "Making docs/explain/index.html")
add_custom_target(page ALL DEPENDS ${page})
