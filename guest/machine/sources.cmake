vitrine_sources(
  PURE
    address_space.cpp
    address_space_access.cpp
    console.cpp
    device.cpp
    dispatch.cpp
    run_loop.cpp)
