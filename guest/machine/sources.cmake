vitrine_sources(
  PURE
    console.cpp
    dispatch.cpp
    port_bus.cpp
    run_loop.cpp)
