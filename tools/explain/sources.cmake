# What reads a dump and explains it: main.cpp makes it a program, and the host tests compile it too.
set(vitrine_explain_sources
  claim.cpp consequences.cpp dump.cpp explain.cpp explain_vmcb.cpp field_list.cpp findings.cpp items.cpp json.cpp
  judge.cpp kvm_items.cpp log_dump.cpp log_line.cpp msr_listing.cpp no_dump.cpp paste.cpp pasted.cpp
  processor_range.cpp rule_table.cpp snippet.cpp state_dump.cpp vmcb_dump.cpp words.cpp xen_items.cpp)
list(TRANSFORM vitrine_explain_sources PREPEND "${CMAKE_CURRENT_LIST_DIR}/")
