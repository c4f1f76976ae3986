package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Legacy completions: what the model makes of a text as it is, and how probable it thinks the text itself. */
final class CompletionEndpointTest {
    private static final String PATH = "/v1/completions";

    @TempDir
    static Path dir;

    private static RandomServer server;

    @BeforeAll
    static void start() {
        server = new RandomServer(dir);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(String prompt, String more) {
        return "{'model': 'tiny', 'temperature': 0, 'prompt': " + prompt + more + "}";
    }

    @Test
    void anEchoHasTheLogProbabilitiesOfThePrompt() {
        String text = "Aé€b";
        int[] ids = server.tokenizer.encode(text, false);
        assertThat(ids).hasSize(7);
        JsonNode choice = server.answer(PATH, body("'" + text + "'", ", 'echo': true, 'logprobs': 2, 'max_tokens': 0"))
                .at("/choices/0");
        assertThat(choice.path("text").asText()).isEqualTo(text);
        JsonNode logprobs = choice.path("logprobs");
        assertThat(texts(logprobs.path("tokens")))
                .containsExactly("A", "bytes:\\xc3", "bytes:\\xa9", "bytes:\\xe2", "bytes:\\x82", "bytes:\\xac", "b");
        assertThat(logprobs.path("text_offset").toString()).isEqualTo("[0,1,1,2,2,2,3]");
        assertThat(logprobs.at("/token_logprobs/0").isNull()).isTrue();
        float[] logits;
        try (Pass pass = server.model.device().inferencePass()) {
            logits = server.model.logits(pass, ids, new Packing(ids.length));
        }
        int vocabulary = ByteTokenizer.SIZE;
        for (int i = 1; i < ids.length; i++) {
            double sum = 0;
            for (int token = 0; token < vocabulary; token++) {
                sum += Math.exp(logits[(i - 1) * vocabulary + token]);
            }
            assertThat(logprobs.path("token_logprobs").path(i).asDouble())
                    .isCloseTo(logits[(i - 1) * vocabulary + ids[i]] - Math.log(sum), within(1e-4));
            assertThat(logprobs.path("top_logprobs").path(i).size()).isBetween(2, 3);
        }
    }

    @Test
    void whatIsGeneratedStandsBehindTheEcho() {
        String plain = server.answer(PATH, body("'ab'", ", 'max_tokens': 6"))
                .at("/choices/0/text")
                .asText();
        JsonNode echoed = server.answer(PATH, body("'ab'", ", 'max_tokens': 6, 'echo': true, 'logprobs': 0"));
        assertThat(echoed.at("/choices/0/text").asText()).isEqualTo("ab" + plain);
        assertThat(echoed.at("/choices/0/logprobs/tokens").size()).isEqualTo(2 + 6);
        assertThat(echoed.at("/usage").toString()).contains("\"prompt_tokens\":2", "\"completion_tokens\":6");
        List<JsonNode> pieces =
                server.events(PATH, body("'ab'", ", 'max_tokens': 6, 'echo': true, 'logprobs': 0, 'stream': true"));
        List<String> tokens = new ArrayList<>();
        List<String> offsets = new ArrayList<>();
        pieces.forEach(piece -> {
            tokens.addAll(texts(piece.at("/choices/0/logprobs/tokens")));
            offsets.addAll(texts(piece.at("/choices/0/logprobs/text_offset")));
        });
        assertThat(tokens).isEqualTo(texts(echoed.at("/choices/0/logprobs/tokens")));
        assertThat(offsets).isEqualTo(texts(echoed.at("/choices/0/logprobs/text_offset")));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    @Test
    void answersAreBoundToWhatTheRequestSays() {
        String asked = "{'model': 'tiny', 'prompt': ['ab', 'c'], 'n': 2, 'seed': 3, 'max_tokens': 30, ";
        for (String format : List.of(
                "'guided_choice': ['(12)', '(345)']", "'structured_outputs': {'regex': '[(]12[)]|[(]345[)]'}")) {
            JsonNode choices = server.answer(PATH, asked + format + "}").path("choices");
            assertThat(choices)
                    .hasSize(4)
                    .allSatisfy(
                            choice -> assertThat(choice.path("text").asText()).isIn("(12)", "(345)"));
        }
    }

    @Test
    void promptsAreTextsOrTokensOrLists() {
        String one = server.answer(PATH, body("'ab'", "")).at("/choices/0/text").asText();
        String other =
                server.answer(PATH, body("'c'", "")).at("/choices/0/text").asText();
        assertThat(server.answer(PATH, body("[97, 98]", ""))
                        .at("/choices/0/text")
                        .asText())
                .isEqualTo(one);
        for (String prompts : List.of("['ab', 'c']", "[[97, 98], [99]]")) {
            JsonNode answer = server.answer(PATH, body(prompts, ", 'n': 2"));
            assertThat(texts(answer.path("choices").findValue("text"))).isEmpty();
            List<String> said = new ArrayList<>();
            answer.path("choices")
                    .forEach(choice -> said.add(choice.path("text").asText()));
            assertThat(said).containsExactly(one, one, other, other);
            assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        }
    }

    @Test
    void choicesOfOneSeedDifferAndComeAgain() {
        String asked = "{'model': 'tiny', 'prompt': 'ab', 'n': 3, 'seed': 5, 'max_tokens': 12}";
        JsonNode first = server.answer(PATH, asked).path("choices");
        assertThat(server.answer(PATH, asked).path("choices")).isEqualTo(first);
        assertThat(first.path(0).path("text")).isNotEqualTo(first.path(1).path("text"));
    }

    @Test
    void theVendorsLimitOfTokensHolds() {
        assertThat(server.answer(PATH, body("'ab'", ""))
                        .at("/usage/completion_tokens")
                        .asInt())
                .isLessThanOrEqualTo(16);
    }

    @Test
    void theModelThinksTextsByTheirHiddenStates() {
        JsonNode all = server.answer("/v1/embeddings", "{'model': 'tiny', 'input': ['ab', 'c']}");
        JsonNode alone = server.answer("/v1/embeddings", "{'model': 'tiny', 'input': [97, 98]}");
        assertThat(all.at("/usage/total_tokens").asInt()).isEqualTo(3);
        float[] hidden;
        try (Pass pass = server.model.device().inferencePass()) {
            hidden = pass.download(server.model.hidden(pass, new int[] {97, 98}, new Packing(2)));
        }
        double[] mean = new double[RandomServer.HIDDEN];
        double norm = 0;
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (hidden[i] + hidden[RandomServer.HIDDEN + i]) / 2;
            norm += mean[i] * mean[i];
        }
        assertThat(alone.at("/data/0/embedding").size()).isEqualTo(RandomServer.HIDDEN);
        for (int i = 0; i < mean.length; i++) {
            double expected = mean[i] / Math.sqrt(norm);
            assertThat(alone.at("/data/0/embedding/" + i).asDouble()).isCloseTo(expected, within(1e-5));
            assertThat(all.at("/data/0/embedding/" + i).asDouble()).isCloseTo(expected, within(1e-5));
        }
        assertThat(all.at("/data/1/embedding")).isNotEqualTo(all.at("/data/0/embedding"));
        byte[] bytes = java.util.Base64.getDecoder()
                .decode(server.answer("/v1/embeddings", "{'model': 'tiny', 'input': 'ab', 'encoding_format': 'base64'}")
                        .at("/data/0/embedding")
                        .asText());
        assertThat(java.nio.ByteBuffer.wrap(bytes)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .getFloat(4))
                .isCloseTo((float) alone.at("/data/0/embedding/1").asDouble(), within(1e-6f));
    }
}
