vitrine_sources(
  PURE
    boot_sector.cpp
    flat.cpp
    loader.cpp)
