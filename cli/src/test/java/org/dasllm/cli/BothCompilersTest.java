package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BothCompilersTest {
    /** What the launcher chose is taken away once; what the user asked for stays, and the second JVM starts no third. */
    @Test
    void onlyTheLaunchersChoiceIsTakenBack() {
        List<String> ours =
                List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Ddasllm.first-compiler=true", "-Xmx3g");
        List<String> command = BothCompilers.command(ours, List.of("curate", "run.yaml", "--json"));
        assertThat(command)
                .doesNotContain("-XX:TieredStopAtLevel=1", "-Ddasllm.first-compiler=true")
                .containsSequence("-Xshare:auto", "-Xmx3g", "-cp")
                .endsWith(Main.class.getName(), "curate", "run.yaml", "--json");
        List<String> asked =
                List.of("-XX:TieredStopAtLevel=1", "-Ddasllm.first-compiler=true", "-XX:TieredStopAtLevel=1");
        assertThat(BothCompilers.command(asked, List.of()))
                .containsOnlyOnce("-XX:TieredStopAtLevel=1")
                .doesNotContain("-Ddasllm.first-compiler=true");
    }

    /** This JVM was not started by the launcher, whatever there is to curate. */
    @Test
    void aJvmOfAnotherStartIsLeftAlone() {
        assertThat(BothCompilers.missing(Long.MAX_VALUE)).isFalse();
    }
}
