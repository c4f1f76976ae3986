package org.dasllm.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that look like JDKs. */
final class InstalledJdkTest {
    private static final String WHOLE = "MODULES=\"java.base jdk.compiler jdk.incubator.vector\"\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private Path jdk(String name, String release) throws IOException {
        Path home = folder.resolve(name);
        Path compiler =
                Files.createFile(Files.createDirectories(home.resolve("bin")).resolve("javac"));
        assertThat(compiler.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), release);
        return home;
    }

    @Test
    void oneOfAFolderIsFoundByItsVersion() throws IOException {
        jdk("a-21", "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"21.0.2\"\n" + WHOLE);
        Path home = jdk("b-25", "JAVA_VERSION=\"25\"\n" + WHOLE);
        jdk("c-25", "JAVA_VERSION=\"25.0.1\"\n" + WHOLE);
        jdk("old", "JAVA_VERSION=\"1.8.0_402\"\n");
        List<Path> folders = List.of(folder.resolve("absent"), folder);
        assertThat(InstalledJdk.find(25, Map.of(), folders)).contains(new InstalledJdk(home, 25));
        assertThat(InstalledJdk.find(17, Map.of(), folders)).isEmpty();
        assertThat(InstalledJdk.find(8, Map.of(), folders)).isEmpty();
    }

    @Test
    void oneThatTheEnvironmentNamesComesFirst() throws IOException {
        jdk("21", "JAVA_VERSION=\"21.0.2\"\n" + WHOLE);
        Path named = jdk("elsewhere", "JAVA_VERSION=\"21.0.9\"\n" + WHOLE);
        Map<String, String> environment = Map.of(
                "JAVA_HOME_17_X64", folder.resolve("absent").toString(),
                "JAVA_HOME_21_X64", named.toString());
        assertThat(InstalledJdk.find(21, environment, List.of(folder))).contains(new InstalledJdk(named, 21));
    }

    @Test
    void aRuntimeAndACutDownJdkAreNone() throws IOException {
        jdk("cut", "JAVA_VERSION=\"21.0.2\"\nMODULES=\"java.base jdk.compiler\"\n");
        Path runtime = jdk("runtime", "JAVA_VERSION=\"21.0.2\"\n" + WHOLE);
        Files.delete(runtime.resolve("bin").resolve("javac"));
        jdk("unnamed", "MODULES=\"\"\n");
        assertThat(InstalledJdk.find(21, Map.of(), List.of(folder))).isEmpty();
    }
}
