#pragma once
// Deliberate faults in Vitrine itself (`fault=`), to see and test what a panic looks like.

#include "boot/options.hpp"

namespace vitrine {

/// Commits the fault, which ends in a panic. Returns for Fault::none alone.
void commit_fault(Fault fault);

}  // namespace vitrine
