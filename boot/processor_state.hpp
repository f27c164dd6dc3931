#pragma once
// The processor's registers between two runs of one boot: what one run did to them is no other's.

#include <array>
#include <cstdint>

namespace vitrine {

/// What a run may leave changed: an entry's host state overwritten by `inject=`, the bits that VMX operation
/// wants in CR0 and CR4, SVM allowed in VM_CR. What belongs to guests alone is cleared with each guest.
class ProcessorState {
public:
    /// As the processor is now: before the first run.
    [[nodiscard]] static ProcessorState save();
    /// As it was then, with the descriptor tables loaded anew. CR3 stays: the first run built what it points
    /// to. IA32_FEATURE_CONTROL, once locked, stays so until a reset.
    void restore() const;

private:
    static constexpr std::size_t msr_count = 7;

    std::uint64_t cr0_ = 0;
    std::uint64_t cr4_ = 0;
    std::array<std::uint64_t, msr_count> msrs_{};
    std::uint64_t vm_cr_ = 0;  ///< with SVM alone
};

}  // namespace vitrine
