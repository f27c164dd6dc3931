vitrine_sources(
  PURE
    event_store.cpp
    kinds.cpp
    repeats.cpp
    tally.cpp
    trace.cpp
    trace_filter.cpp)
