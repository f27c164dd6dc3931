# What reads a dump and explains it: main.cpp makes it a program, and the host tests compile it too.
set(vitrine_explain_sources dump.cpp explain.cpp kvm_dump.cpp kvm_items.cpp log_dump.cpp log_line.cpp rule_table.cpp)
list(TRANSFORM vitrine_explain_sources PREPEND "${CMAKE_CURRENT_LIST_DIR}/")
