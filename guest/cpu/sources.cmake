vitrine_sources(
  PURE
    cpu_state.cpp
    state_check.cpp
    decoder.cpp
    effective_address.cpp)
