package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients ask of sampling, over HTTP; the model knows nothing, so that draws differ. */
final class SampledAnswerTest {
    @TempDir
    static Path dir;

    private static Tokenizer tokenizer;
    private static LanguageModel model;
    private static InferenceServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        tokenizer = ByteTokenizer.in(dir);
        model = LanguageModel.random(
                new ReferenceDevice(), ModelConfig.llama(ByteTokenizer.SIZE, 8, 16, 1, 2, 1, 256), 11);
        server = InferenceServer.start(LocalServing.as("tiny"), model, tokenizer, ChatTemplate.load(dir));
        client = new Client(server.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
        model.close();
        tokenizer.close();
    }

    /** Letters alone, so that a byte is a character. */
    private static String letters(String more) {
        return ", \"max_tokens\": 40, \"structured_outputs\": {\"regex\": \"[a-d]{40}\"}" + more;
    }

    @Test
    void severalAnswersAreDrawnEachByItselfAndCountedTogether() {
        String asked = letters(", \"n\": 5, \"seed\": 3");
        JsonNode whole = Client.json(client.ask("x", asked));
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            assertThat(whole.at("/choices/" + i + "/index").asInt(-1)).isEqualTo(i);
            texts.add(whole.at("/choices/" + i + "/message/content").asText());
        }
        assertThat(whole.at("/choices").size()).isEqualTo(5);
        assertThat(texts).doesNotHaveDuplicates();
        assertThat(whole.at("/usage/completion_tokens").asInt()).isEqualTo(5 * 40);
        assertThat(client.text("x", letters(", \"seed\": 3"))).isEqualTo(texts.get(0));

        StringBuilder[] streamed = new StringBuilder[5];
        int[] finished = new int[5];
        String streaming = asked + ", \"stream\": true, \"stream_options\": {\"include_usage\": true}";
        for (JsonNode chunk : Client.chunks(client.ask("x", streaming).body())) {
            for (JsonNode choice : chunk.get("choices")) {
                int index = choice.get("index").asInt();
                if (streamed[index] == null) {
                    streamed[index] = new StringBuilder();
                }
                streamed[index].append(choice.at("/delta/content").asText(""));
                finished[index] += choice.get("finish_reason").isNull() ? 0 : 1;
            }
        }
        for (int i = 0; i < 5; i++) {
            assertThat(streamed[i].toString()).isEqualTo(texts.get(i));
            assertThat(finished[i]).isEqualTo(1);
        }
    }

    @Test
    void biasesTopKAndMinPNarrowTheChoice() {
        assertThat(client.text("x", letters(", \"logit_bias\": {\"98\": 100}"))).isEqualTo("b".repeat(40));
        assertThat(client.text("x", letters(", \"logit_bias\": {\"97\": -100, \"98\": -100}")))
                .matches("[cd]{40}");
        String greedy = client.text("x", letters(", \"temperature\": 0"));
        assertThat(client.text("x", letters(", \"top_k\": 1"))).isEqualTo(greedy);
        assertThat(client.text("x", letters(", \"min_p\": 1"))).isEqualTo(greedy);
        assertThat(client.text("x", letters(", \"top_k\": -1, \"min_p\": 0, \"seed\": 5")))
                .isEqualTo(client.text("x", letters(", \"seed\": 5")));
    }

    @Test
    void penaltiesSpreadTheAnswerOverTheTokens() {
        String biased = ", \"temperature\": 0, \"logit_bias\": {\"97\": 10}";
        assertThat(client.text("x", letters(biased))).isEqualTo("a".repeat(40));
        // From the sixth on, 10 less 2 for each time before is below what the others have.
        String spread = client.text("x", letters(biased + ", \"frequency_penalty\": 2"));
        assertThat(spread).matches("a{3,8}[b-d].*");
        assertThat(client.text("x", letters(biased + ", \"presence_penalty\": 2")))
                .isEqualTo("a".repeat(40));
        String once = client.text("x", letters(", \"temperature\": 0, \"presence_penalty\": 2"));
        assertThat(once.substring(0, 4).chars().distinct().count()).isEqualTo(4);
        // Once a has come, 2 becomes 1.33, which is less than 1.9.
        String two = ", \"temperature\": 0, \"logit_bias\": {\"97\": 2, \"98\": 1.9}";
        assertThat(client.text("x", letters(two))).isEqualTo("a".repeat(40));
        assertThat(client.text("x", letters(two + ", \"repetition_penalty\": 1.5")))
                .startsWith("ab");
    }

    @Test
    void nothingOfAStopTextIsEverSent() {
        Random random = new Random(7);
        int stopped = 0;
        for (int i = 0; i < 60; i++) {
            List<String> stops = new ArrayList<>();
            for (int s = 0; s <= random.nextInt(3); s++) {
                stops.add(random.ints(1 + random.nextInt(4), 'a', 'e')
                        .mapToObj(Character::toString)
                        .reduce("", String::concat));
            }
            String seed = letters(", \"seed\": " + i);
            String free = client.text("x", seed);
            int end = stops.stream()
                    .mapToInt(free::indexOf)
                    .filter(at -> at >= 0)
                    .min()
                    .orElse(free.length());
            String asked = seed + ", \"stop\": [\"" + String.join("\", \"", stops) + "\"]";
            assertThat(client.text("x", asked)).as("%s of %s", stops, free).isEqualTo(earliest(free, stops, end));
            List<JsonNode> chunks =
                    Client.chunks(client.ask("x", asked + ", \"stream\": true").body());
            assertThat(Client.streamed(chunks)).isEqualTo(earliest(free, stops, end));
            stopped += end < free.length() ? 1 : 0;
        }
        assertThat(stopped).isGreaterThan(20);
    }

    /** The stop text that is complete first ends the answer, where it begins. */
    private static String earliest(String text, List<String> stops, int none) {
        int end = none;
        int complete = Integer.MAX_VALUE;
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at >= 0 && (at + stop.length() < complete || (at + stop.length() == complete && at < end))) {
                complete = at + stop.length();
                end = at;
            }
        }
        return text.substring(0, end);
    }
}
