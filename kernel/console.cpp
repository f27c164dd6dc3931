#include "kernel/console.hpp"

namespace vitrine {

namespace {
constinit SerialSink sink;
}

SerialSink& console() {
    return sink;
}

}  // namespace vitrine
