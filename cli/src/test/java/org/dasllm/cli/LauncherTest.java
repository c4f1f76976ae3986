package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher builds: with a Maven and a Java that only write down that they were called. */
class LauncherTest {
    private static final Instant LONG_AGO = Instant.parse("2020-02-20T20:20:20Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path home;

    private Path source() {
        return home.resolve("cli/src/main/java/A.java");
    }

    @BeforeEach
    void make() throws IOException {
        Files.copy(Path.of("dasllm"), home.resolve("dasllm"));
        Files.createDirectories(source().getParent());
        write(source(), "class A {}", LONG_AGO);
        script("mvnw", "echo built >> builds; echo 'a.jar' > cli/target/classpath");
        script("jdk/bin/java", "exit 0");
        script("jdk/bin/javac", "exit 0");
    }

    private void script(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void javaArchivesAndSaysHowItWasCalled() throws IOException {
        script(
                "jdk/bin/java",
                "echo \"$*\"; for each; do case \"$each\" in -XX:ArchiveClassesAtExit=*) echo classes > \"${each#*=}\" ;; esac; done");
    }

    private static void write(Path file, String text, Instant time) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private int builds() throws IOException, InterruptedException {
        run("--help");
        Path builds = home.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("dasllm").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out").toFile());
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(home.resolve("out"));
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    @Test
    void itBuildsOnceAndAfterAChange() throws IOException, InterruptedException {
        assertThat(builds()).isEqualTo(1);
        assertThat(builds()).isEqualTo(1);
        Files.writeString(source(), "class A { }");
        assertThat(builds()).isEqualTo(2);
        assertThat(builds()).isEqualTo(2);
    }

    /** An archive keeps the times of its files, which are those of the release and older than the last build. */
    @Test
    void itBuildsWhenAnotherReleaseIsUnpackedOverThisOne() throws IOException, InterruptedException {
        assertThat(builds()).isEqualTo(1);
        write(source(), "class A { int b; }", LONG_AGO.plusSeconds(1));
        assertThat(builds()).isEqualTo(2);
        write(source().resolveSibling("B.java"), "class B {}", LONG_AGO);
        assertThat(builds()).isEqualTo(3);
        Files.delete(source());
        assertThat(builds()).isEqualTo(4);
        assertThat(builds()).isEqualTo(4);
    }

    @Test
    void whatMavenBuiltByHandIsTaken() throws IOException, InterruptedException {
        Files.createDirectories(home.resolve("cli/target"));
        Files.writeString(home.resolve("cli/target/classpath"), "a.jar\n");
        assertThat(builds()).isZero();
        write(source(), "class A { int b; }", LONG_AGO.plusSeconds(1));
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void theArchiveOfClassesIsMadeOnceAndUsed() throws IOException, InterruptedException {
        javaArchivesAndSaysHowItWasCalled();
        Path archive = home.resolve("cli/target/classes.jsa");
        assertThat(run("doctor")).contains("-XX:SharedArchiveFile=" + archive, "org.dasllm.cli.Main doctor");
        assertThat(archive).hasContent("classes");
        assertThat(home.resolve("cli/target/class-archive.log"))
                .content()
                .endsWith("org.dasllm.cli.Main class-archive demo/models/student-base\n");
        Files.delete(home.resolve("cli/target/class-archive.log"));
        assertThat(run("doctor")).contains("-XX:SharedArchiveFile=" + archive);
        assertThat(home.resolve("cli/target/class-archive.log")).doesNotExist();
    }

    @Test
    void aCurationHasAnArchiveOfItsOwn() throws IOException, InterruptedException {
        javaArchivesAndSaysHowItWasCalled();
        Path classes = home.resolve("cli/target/classes.jsa");
        Path curation = home.resolve("cli/target/curation.jsa");
        assertThat(run("demo")).contains("-XX:SharedArchiveFile=" + classes);
        assertThat(curation).doesNotExist();

        assertThat(run("curate", "run.yaml"))
                .contains(
                        "archiving the classes of a curation",
                        "-XX:SharedArchiveFile=" + curation,
                        "Main curate run.yaml");
        assertThat(home.resolve("cli/target/class-archive.log"))
                .content()
                .endsWith(
                        "class-archive demo/models/student-base --curate configs/demo.yaml demo/messages/harvest.jsonl\n");

        assertThat(run("curate", "run.yaml"))
                .contains("-XX:SharedArchiveFile=" + curation)
                .doesNotContain("archiving");
        assertThat(run("demo")).contains("-XX:SharedArchiveFile=" + curation);
        assertThat(run("doctor")).contains("-XX:SharedArchiveFile=" + classes);
    }

    @Test
    void anotherJdkMakesAnArchiveOfItsOwn() throws IOException, InterruptedException {
        script(
                "jdk/bin/java",
                "for each; do case \"$each\" in -XX:ArchiveClassesAtExit=*) echo made >> archives; echo classes > \"${each#*=}\" ;; esac; done");
        Path release = Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");
        run("doctor");
        Files.writeString(release, "JAVA_VERSION=\"25.0.3\"\n");
        run("doctor");
        Files.writeString(release, "JAVA_VERSION=\"17.0.15\"\n");
        run("doctor");
        assertThat(home.resolve("archives")).hasContent("made\nmade");
    }

    @Test
    void withoutAnArchiveOfClassesItSaysSoOnceAndGoesOn() throws IOException, InterruptedException {
        script(
                "jdk/bin/java",
                "for each; do case \"$each\" in -XX:ArchiveClassesAtExit=*) echo 'no such model'; exit 3 ;; esac; done; echo started");
        assertThat(run("doctor")).contains("no archive of classes was made", "class-archive.log", "started");
        assertThat(home.resolve("cli/target/class-archive.log")).hasContent("no such model");
        assertThat(run("doctor")).isEqualTo("started\n");
    }
}
