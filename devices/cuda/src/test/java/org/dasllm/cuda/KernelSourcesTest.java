package org.dasllm.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What can be seen by reading the kernels; needs nothing of CUDA's. */
final class KernelSourcesTest {
    @Test
    void noKernelAddsFloatsInAnOrderOfItsOwn() {
        for (String source : KernelCompiler.SOURCES) {
            assertThat(KernelCompiler.source(source)).doesNotContain("atomic" + "Add");
        }
    }
}
