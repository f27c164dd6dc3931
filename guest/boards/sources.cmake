vitrine_sources(
  PURE
    bare.cpp
    pc.cpp)
