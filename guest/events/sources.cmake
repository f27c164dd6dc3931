vitrine_sources(
  PURE
    event_store.cpp
    repeats.cpp
    tally.cpp
    trace.cpp
    trace_filter.cpp)
