vitrine_sources(
  PURE
    idle.cpp)
