vitrine_sources(
  PURE
    log.cpp
    record.cpp)
