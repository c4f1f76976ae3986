package org.dasllm.eval.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.dasllm.eval.reference.Figures;
import org.junit.jupiter.api.Test;

class TextScoresTest {
    @Test
    void chrfIsSacreBleusSentenceBySentence() {
        for (JsonNode pair : Figures.of("texts").get("pairs")) {
            String right = pair.get("right").asText();
            String answer = pair.get("answer").asText();
            Chrf chrf = new Chrf();
            assertThat(chrf.of(chrf.tally(right, answer).sums(chrf.width())))
                    .as(answer)
                    .isCloseTo(pair.get("chrf").asDouble(), within(1e-12));
        }
    }

    @Test
    void rougeIsThePackagesOnTextsOfAscii() {
        int compared = 0;
        for (JsonNode pair : Figures.of("texts").get("pairs")) {
            if (!pair.get("rouge_l").isNull()) {
                String right = pair.get("right").asText();
                String answer = pair.get("answer").asText();
                assertThat(RougeL.score(right, answer))
                        .as(answer)
                        .isCloseTo(pair.get("rouge_l").asDouble(), within(1e-12));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(6);
    }

    @Test
    void rougeKnowsLettersOfOtherScripts() {
        assertThat(RougeL.score("größere Straße", "Größere STRASSE straße")).isCloseTo(0.8, within(1e-12));
    }
}
