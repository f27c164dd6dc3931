vitrine_sources(
  TARGET
    experiments.cpp
    floor.cpp
    floor_svm.asm
    floor_vmx.asm
    injections.cpp
    report.cpp)
