# LLVM's version, and the tools of the build, as tools/frontend/tools.py chooses them for the host and for the kernel.
if(NOT DEFINED VITRINE_CHOSEN)
  find_program(VITRINE_PYTHON NAMES python3 REQUIRED)
  execute_process(COMMAND ${VITRINE_PYTHON} -B -m frontend.tools WORKING_DIRECTORY ${CMAKE_CURRENT_LIST_DIR}/tools
                  OUTPUT_VARIABLE chosen OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(VITRINE_CHOSEN ${chosen} CACHE INTERNAL "LLVM's version and the tools")
endif()
foreach(tool ${VITRINE_CHOSEN})
  string(REGEX MATCH "^([^=]+)=(.*)$" tool ${tool})
  set(${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
endforeach()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES VITRINE_CHOSEN)
set(CMAKE_CXX_COMPILER ${VITRINE_CLANG})
set(CMAKE_ASM_NASM_COMPILER ${VITRINE_NASM})
