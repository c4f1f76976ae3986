package org.dasllm.cuda;

/** The memory of one pass, which the next one finds again: tensors and scratch, and apart from them what is never released. */
record Workspace(Arena memory, Arena constants) {
    Workspace(Gpu gpu) {
        this(new Arena(gpu), new Arena(gpu));
    }

    void reset() {
        memory.reset();
        constants.reset();
    }
}
