vitrine_sources(
  PURE
    loader.cpp)
