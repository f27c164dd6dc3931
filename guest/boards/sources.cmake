vitrine_sources(
  PURE
    platform.cpp)
