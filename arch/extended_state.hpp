#pragma once
// What of a processor's extended state (x87, SSE and all that XSAVE manages) a guest may change, and whether
// Vitrine can clear it between two guests. Arithmetic on what CPUID says; arch/fpu.cpp does the clearing.

#include <array>
#include <cstddef>
#include <cstdint>

namespace vitrine::arch {

/// What CPUID says of extended state. Intel SDM vol. 1, 13.2.
struct ExtendedStateLeaves {
    /// A component's place in the standard format of the XSAVE area, in bytes.
    struct Component {
        std::uint32_t size = 0, offset = 0;
    };
    static constexpr std::size_t described = 10;  ///< those below; later ones are no guest's

    std::uint32_t highest_leaf = 0;                    ///< leaf 0, EAX
    std::uint32_t features_ecx = 0, features_edx = 0;  ///< leaf 1
    std::uint64_t supported = 0;                       ///< leaf 0DH, subleaf 0, EDX:EAX: what XCR0 may be
    std::array<Component, described> components{};     ///< leaf 0DH, subleaf i, EAX and EBX; from 2 on
};

/// Why a guest's extended state could not be cleared.
enum class StateLack : std::uint8_t {
    none,
    fxsr,  ///< neither FXSAVE nor FXRSTOR
    leaf,  ///< XSAVE, but no CPUID leaf 0DH that would say what of
    room,  ///< a component that a guest may use lies outside of ExtendedState::area_size
};

/// What there is to clear, and by what.
struct ExtendedState {
    /// Bytes of the XSAVE area that XRSTOR may read: up to PKRU, the last component that a guest may change
    /// (on Intel's processors at 2688; AMD's need less). AMX would want 11,008.
    static constexpr std::uint32_t area_size = 2752;
    /// Of the legacy region and the header, which are always there. Intel SDM vol. 1, 13.4.
    static constexpr std::uint32_t least_size = 576;

    StateLack lack = StateLack::none;
    bool fxsr = false, sse = false, xsave = false;
    /// For XSETBV and XRSTOR: the components that the processor has and a guest may change. A value that
    /// XCR0 takes. Intel SDM vol. 1, 13.3.
    std::uint64_t components = 0;
    /// Bytes of the area that these components need, or FXSAVE's 512.
    std::uint32_t size = 512;
};

/// The components that a guest may change where the processor has them: those that it may enable in XCR0
/// (x87, SSE, AVX, AVX-512), and PKRU, which CR4.PKE alone opens. A guest never gets the others (MPX, AMX,
/// the supervisor's), so they stay as they are after the reset.
inline constexpr std::uint64_t guest_components = 0x2E7;

/// How this processor's extended state is to be cleared.
[[nodiscard]] ExtendedState extended_state(const ExtendedStateLeaves& leaves);

}  // namespace vitrine::arch
