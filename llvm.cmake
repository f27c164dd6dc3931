# Clang and LLD of the version that tools/frontend/llvm.py chooses, for the host and for the kernel.
if(NOT DEFINED VITRINE_LLVM)
  find_program(VITRINE_PYTHON NAMES python3 REQUIRED)
  execute_process(COMMAND ${VITRINE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/tools/frontend/llvm.py
                  OUTPUT_VARIABLE chosen OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(VITRINE_LLVM ${chosen} CACHE INTERNAL "LLVM's version")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES VITRINE_LLVM)
set(CMAKE_CXX_COMPILER clang++-${VITRINE_LLVM})
