package org.dasllm.harvest.label;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LabelTest {
    private static List<AnswerToken> tokens(String... texts) {
        List<AnswerToken> tokens = new ArrayList<>();
        for (String text : texts) {
            tokens.add(new AnswerToken(text, null, List.of(new AnswerToken.Alternative(text, null, -0.5f))));
        }
        return tokens;
    }

    private static Label label(String content, @Nullable List<AnswerToken> tokens, @Nullable String message) {
        JsonNode node = message == null ? null : Json.parse(message, JsonNode.class, "a message");
        return Label.of(new JournalLine.Answer(
                "h", 1, "2026-11-23T00:00:00Z", 5, content, "stop", null, null, null, tokens, node, null, null));
    }

    @Test
    void tokensOfTheReasoningGoWithIt() {
        List<AnswerToken> all = tokens("<think>", "hm", "</think>", "\n\n", "ca", "rd");
        assertThat(label("<think>hm</think>\n\ncard", all, null).tokens()).isEqualTo(all.subList(4, 6));
        List<AnswerToken> ended = tokens("<think>", "card", "</think>", "ca", "rd", "<|im_end|>");
        assertThat(label("<think>card</think>card", ended, null).tokens()).isEqualTo(ended.subList(3, 6));
    }

    @Test
    void reasoningToldApartIsNotAmongTheTokens() {
        List<AnswerToken> all = tokens("hm", "ca", "rd");
        assertThat(label("card", all, "{\"reasoning_content\":\"hm\"}").tokens())
                .isEqualTo(all.subList(1, 3));
        assertThat(label("card", all, "{\"reasoning_details\":[{}]}").tokens()).isEqualTo(all.subList(1, 3));
        assertThat(label("card", all, "{\"reasoning_content\":\"\"}").tokens()).isEqualTo(all);
    }

    @Test
    void whatIsNullInTheMessageIsNotThere() {
        List<AnswerToken> all = tokens("ca", "rd");
        Label label = label("card", all, "{\"refusal\":null,\"reasoning_content\":null,\"audio\":{\"id\":\"a\"}}");
        assertThat(label.fault()).isEmpty();
        assertThat(label.tokens()).isEqualTo(all);
    }

    @Test
    void aTokenOfBothLosesTheTokensAndKeepsTheLabel() {
        Label label = label("<think>hm</think>\ncard", tokens("<think>", "hm", "</think>", "\ncard"), null);
        assertThat(label.text()).isEqualTo("card");
        assertThat(label.fault()).isEmpty();
        assertThat(label.tokens()).isNull();
    }

    @Test
    void tokensAreComparedByTheirBytes() {
        AnswerToken half = new AnswerToken(
                "\ufffd", List.of(0xc3), List.of(new AnswerToken.Alternative("\ufffd", List.of(0xc3), -1)));
        AnswerToken rest = new AnswerToken(
                "\ufffd", List.of(0xbc), List.of(new AnswerToken.Alternative("\ufffd", List.of(0xbc), -1)));
        List<AnswerToken> all = new ArrayList<>(tokens("<think>", "</think>"));
        all.add(half);
        all.add(rest);
        assertThat(label("<think></think>ü", all, null).tokens()).containsExactly(half, rest);
    }

    @Test
    void aPlaceWithoutAlternativesLosesTheTokensAndKeepsTheLabel() {
        Label label = label("card", List.of(new AnswerToken("card", null, List.of())), null);
        assertThat(label.text()).isEqualTo("card");
        assertThat(label.tokens()).isNull();
    }
}
