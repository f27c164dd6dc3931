#pragma once
// Page tables in frames of the allocator, in memory that is mapped where it is.

#include "kernel/frames.hpp"
#include "kernel/page_tables.hpp"

namespace vitrine {

/// Frames that come back are kept for the next table: the allocator takes none back by itself.
class TableFrames final : public TableMemory {
public:
    /// Without an allocator: to read tables that there are, or to use frames that came back.
    explicit TableFrames(FrameAllocator* frames = nullptr) : frames_(frames) {}

    [[nodiscard]] std::optional<std::uint64_t> allocate() override;
    void release(std::uint64_t physical) override;
    [[nodiscard]] PageTable& table(std::uint64_t physical) override {
        return *reinterpret_cast<PageTable*>(physical);
    }

private:
    FrameAllocator* frames_;
    std::uint64_t released_ = 0;  ///< the last that came back; its first word is the one before it
};

}  // namespace vitrine
