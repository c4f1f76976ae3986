package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text that is torn into tokens comes out whole. */
final class StreamingTest {
    private static final String TEXT = "Aé€😀z";

    @TempDir
    Path dir;

    private List<JsonNode> stream(String more) {
        try (Tokenizer tokenizer = ByteTokenizer.in(dir);
                InferenceServer server = InferenceServer.start(
                        LocalServing.as("tiny"),
                        ScriptedModel.saying(new ReferenceDevice(), TEXT),
                        tokenizer,
                        ChatTemplate.load(dir))) {
            String options = ", \"temperature\": 0, \"stream\": true" + more;
            return Client.chunks(new Client(server.uri()).ask("hello", options).body());
        }
    }

    @Test
    void givesCharactersWholeThoughTheirBytesAreTokensOfTheirOwn() {
        List<JsonNode> chunks = stream("");
        List<String> deltas = chunks.stream()
                .map(chunk -> chunk.at("/choices/0/delta/content").asText(""))
                .filter(text -> !text.isEmpty())
                .toList();
        assertThat(deltas).containsExactly("A", "é", "€", "😀", "z");
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
    }

    @Test
    void endsBeforeAStopTextAndShowsNothingOfIt() {
        List<JsonNode> chunks = stream(", \"stop\": [\"no\", \"€😀\"]");
        assertThat(Client.streamed(chunks)).isEqualTo("Aé");
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
    }

    @Test
    void marksACharacterThatTheLimitCutsOff() {
        List<JsonNode> chunks = stream(", \"max_tokens\": 2");
        assertThat(Client.streamed(chunks)).isEqualTo("A\uFFFD");
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("length");
    }
}
