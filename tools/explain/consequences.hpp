#pragma once
// Which broken rules are but consequences of another one.

#include <vector>

#include "tools/explain/judge.hpp"

namespace vitrine::tools {

/// Puts after each cause those that hold as well once one bit of the cause's field is changed so that the
/// cause's own rule holds, and no other rule breaks by it; says so in `follows`. `causes` are in the order in
/// which they should be read. More than some are left as they are: then nobody wrote the VMCS.
void fold_consequences(const Dump& dump, std::vector<JudgedRule>& causes);

}  // namespace vitrine::tools
