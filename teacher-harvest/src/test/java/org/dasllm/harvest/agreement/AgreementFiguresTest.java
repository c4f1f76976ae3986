package org.dasllm.harvest.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;

/** Against the Python packages statsmodels and krippendorff; tools/reference/agreement.py made the values. */
final class AgreementFiguresTest {
    private static JsonNode cases() throws IOException {
        try (InputStream in = AgreementFiguresTest.class.getResourceAsStream("/agreement.json")) {
            assertThat(in).isNotNull();
            return Json.mapper().readTree(in);
        }
    }

    @Test
    void kappaAndItsIntervalAreThoseOfStatsmodels() throws IOException {
        int compared = 0;
        for (JsonNode each : cases()) {
            JsonNode ratings = each.get("ratings");
            for (JsonNode pair : each.get("pairs")) {
                PairTable table = new PairTable();
                JsonNode first = ratings.get(pair.get("first").asInt());
                JsonNode second = ratings.get(pair.get("second").asInt());
                for (int i = 0; i < first.size(); i++) {
                    if (!first.get(i).isNull() && !second.get(i).isNull()) {
                        table.add(first.get(i).asText(), second.get(i).asText());
                    }
                }
                PairTable.Kappa kappa = table.kappa();
                assertThat(kappa.prompts()).isEqualTo(pair.get("prompts").asLong());
                String name = each.get("name").asText();
                assertThat(kappa.kappa()).as(name).isCloseTo(pair.get("kappa").asDouble(), within(1e-12));
                assertThat(kappa.low()).as(name).isCloseTo(pair.get("low").asDouble(), within(1e-9));
                assertThat(kappa.high()).as(name).isCloseTo(pair.get("high").asDouble(), within(1e-9));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(14);
    }

    @Test
    void alphaIsThatOfThePackage() throws IOException {
        for (JsonNode each : cases()) {
            NominalAlpha alpha = new NominalAlpha();
            JsonNode ratings = each.get("ratings");
            for (int unit = 0; unit < ratings.get(0).size(); unit++) {
                List<String> ofUnit = new ArrayList<>();
                for (JsonNode rater : ratings) {
                    if (!rater.get(unit).isNull()) {
                        ofUnit.add(rater.get(unit).asText());
                    }
                }
                alpha.add(ofUnit);
            }
            assertThat(alpha.alpha().alpha())
                    .as(each.get("name").asText())
                    .isCloseTo(each.get("alpha").asDouble(), within(1e-9));
        }
    }

    @Test
    void whereThereIsNothingToAgreeOnThereIsNoFigure() {
        PairTable table = new PairTable();
        assertThat(table.kappa().kappa()).isNull();
        table.add("a", "a");
        table.add("a", "a");
        assertThat(table.kappa().agree()).isEqualTo(1);
        assertThat(table.kappa().kappa())
                .as("both always say the same one thing")
                .isNull();
        NominalAlpha alpha = new NominalAlpha();
        alpha.add(List.of("a"));
        alpha.add(List.of("a", "a"));
        assertThat(alpha.alpha()).isEqualTo(new NominalAlpha.Alpha(1, 2, null));
    }
}
