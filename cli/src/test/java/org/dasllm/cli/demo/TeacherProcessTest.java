package org.dasllm.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TeacherProcessTest {
    private static final Path MODEL = Path.of("demo", "models", "student-base");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void itAnswersUntilItIsClosed() throws IOException, InterruptedException {
        URI models;
        try (TeacherProcess teacher = TeacherProcess.start(MODEL, "some-teacher", folder)) {
            models = URI.create(teacher.baseUrl() + "/models");
            assertThat(get(models)).contains("some-teacher");
        }
        assertThatThrownBy(() -> get(models)).isInstanceOf(ConnectException.class);
    }

    @Test
    void itEndsWithTheProcessThatItBelongsTo() throws IOException, InterruptedException {
        Process owner = new ProcessBuilder("sleep", "60").start();
        Path address = folder.resolve("address");
        Process teacher = new ProcessBuilder(TeacherProcess.command(MODEL, "some-teacher", address, owner.pid()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            TeacherProcess.await(teacher, address, folder.resolve("log"));
            assertThat(teacher.isAlive()).isTrue();
            owner.destroyForcibly();
            assertThat(teacher.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(teacher.exitValue()).isZero();
        } finally {
            owner.destroyForcibly();
            teacher.destroyForcibly();
        }
    }

    @Test
    void aModelThatIsNoneIsToldWithTheLog() throws IOException {
        assertThatThrownBy(() -> TeacherProcess.start(folder.resolve("nothing"), "some-teacher", folder))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("The teacher did not start")
                .hasMessageContaining(folder.resolve("teacher.log").toString());
        assertThat(Files.readString(folder.resolve("teacher.log")))
                .contains(folder.resolve("nothing").toString());
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
