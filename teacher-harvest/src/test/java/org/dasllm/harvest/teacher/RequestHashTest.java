package org.dasllm.harvest.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.junit.jupiter.api.Test;

/**
 * Requests and their hashes as version 0.1.0 wrote them, taken from its code: a journal of that version must be reused without
 * asking again.
 */
final class RequestHashTest {
    private static final List<Message> PROMPT =
            List.of(Message.system("Answer in JSON."), Message.user("Grüße, \"7\" / 9 😀\n"));

    private static final String START =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\",\"content\":\"Answer in JSON.\"},"
                    + "{\"role\":\"user\",\"content\":\"Grüße, \\\"7\\\" / 9 😀\\n\"}],";

    private static void assertRequest(TeacherConfig config, String body, String hash) {
        Teacher teacher = new RemoteTeacher(config);
        JsonNode request = teacher.request(PROMPT);
        assertThat(Json.line(request)).isEqualTo(body);
        assertThat(teacher.hash(request)).isEqualTo(hash);
    }

    private static TeacherConfig config(String url, String maxTokensField, double temperature, int topLogprobs) {
        return Teachers.fake(url)
                .with("model", "gpt-4o")
                .with("max_tokens", 512)
                .with("max_tokens_field", maxTokensField)
                .with("temperature", temperature)
                .with("top_logprobs", topLogprobs)
                .config();
    }

    @Test
    void aRequestIsWrittenAsItAlwaysWas() {
        assertRequest(
                config("https://API.example.com/v1/", "max_tokens", 0, 0),
                START + "\"max_tokens\":512,\"temperature\":0.0,\"stream\":false}",
                "ab0c453a78892c4ae9f1d1c29d41b00476aab93861ddfc64a00f8561f8f94c4c");
    }

    @Test
    void soIsOneForLogProbabilitiesAtAnotherLimitAndTemperature() {
        assertRequest(
                config("https://api.example.com:8443/a%20b", "max_completion_tokens", 1, 5),
                START
                        + "\"max_completion_tokens\":512,\"temperature\":1.0,\"stream\":false,\"logprobs\":true,\"top_logprobs\":5}",
                "189053001bd3612ce0b622c45eccec4059c511e5d7cd8cca849b832899d3d36a");
    }

    @Test
    void aServerOnThisMachineIsTheSameOnEveryPort() {
        for (int port : new int[] {8080, 9090}) {
            assertRequest(
                    config("http://127.0.0.1:" + port, "max_tokens", 0.7, 0),
                    START + "\"max_tokens\":512,\"temperature\":0.7,\"stream\":false}",
                    "97d2abdb9e5859754f25c7e0a2d60deb4b3a834bc59067bca00ef9d0ac364e5b");
        }
    }
}
