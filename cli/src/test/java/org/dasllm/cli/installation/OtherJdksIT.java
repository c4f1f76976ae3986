package org.dasllm.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dasllm.cli.installation.WholePath.Walked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars of this build on other JDKs, where the machine has them, against the JDK of the build. */
final class OtherJdksIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path folder;

    private static @Nullable WholePath path;
    private static @Nullable Walked atHome;

    @ParameterizedTest(name = "JDK {0}")
    @ValueSource(ints = {21, 25})
    void theWholePathIsThatOfTheJdkOfTheBuild(int feature) throws Exception {
        InstalledJdk jdk = InstalledJdk.find(feature, System.getenv(), InstalledJdk.FOLDERS)
                .orElseGet(() -> Assumptions.abort("Skipped: there is no whole JDK " + feature
                        + " on this machine, neither by a variable such as JAVA_HOME_" + feature + "_X64 nor in "
                        + InstalledJdk.FOLDERS));
        if (path == null) {
            path = new WholePath(folder);
        }
        if (atHome == null) {
            atHome = path.walk(InstalledJdk.current());
        }
        Walked walked = path.walk(jdk);
        assertThat(walked.javaVersion()).startsWith(String.valueOf(feature));
        assertThat(walked.exitCode()).isEqualTo(atHome.exitCode());
        assertThat(walked.rows()).isEqualTo(atHome.rows());
        assertThat(walked.answers()).isEqualTo(atHome.answers()).anyMatch(answer -> answer.contains("\"intent\""));
        assertThat(walked.said()).isEqualTo(atHome.said());
    }
}
