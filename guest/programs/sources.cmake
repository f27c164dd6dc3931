vitrine_sources(
  PURE
    programs.cpp)

# The built-in guests become flat binaries, which programs.cpp embeds.
set(programs ${CMAKE_CURRENT_LIST_DIR})
set(program_binaries "")
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/programs)
foreach(program real protected long)
  set(binary ${CMAKE_BINARY_DIR}/programs/${program}.bin)
  add_custom_command(
    OUTPUT ${binary}
    COMMAND ${VITRINE_NASM} ${vitrine_flat_binary} -I ${programs}/ -o ${binary} ${programs}/${program}.asm
    DEPENDS ${programs}/${program}.asm ${programs}/vitrine.inc ${programs}/work.inc
    COMMENT "Assembling the built-in guest ${program}")
  list(APPEND program_binaries ${binary})
endforeach()
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/programs.cpp
  PROPERTIES OBJECT_DEPENDS "${program_binaries}" COMPILE_OPTIONS "--embed-dir=${CMAKE_BINARY_DIR}")
