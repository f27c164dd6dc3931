vitrine_sources(
  PURE
    address_space.cpp
    address_space_access.cpp
    console.cpp
    dispatch.cpp
    port_bus.cpp
    run_loop.cpp)
