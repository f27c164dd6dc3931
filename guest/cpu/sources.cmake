vitrine_sources(
  PURE
    decoder.cpp
    effective_address.cpp)
