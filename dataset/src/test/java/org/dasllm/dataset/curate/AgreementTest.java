package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;

/** Against the Python package krippendorff; tools/krippendorff_fixture.py made the values. */
class AgreementTest {
    private static final StructType RATINGS = new StructType()
            .add("unit", DataTypes.StringType)
            .add("field", DataTypes.StringType)
            .add("value", DataTypes.StringType);

    private static List<DatasetCard.Agreement> of(List<Row> ratings) {
        return Agreement.ofRatings(SparkForTests.session().createDataFrame(ratings, RATINGS));
    }

    @Test
    void alphaIsThatOfThePythonPackage() throws IOException {
        JsonNode cases;
        try (InputStream in = AgreementTest.class.getResourceAsStream("/krippendorff.json")) {
            assertThat(in).isNotNull();
            cases = Json.mapper().readTree(in);
        }
        List<Row> ratings = new ArrayList<>();
        for (JsonNode each : cases) {
            for (JsonNode rater : each.get("ratings")) {
                for (int unit = 0; unit < rater.size(); unit++) {
                    if (!rater.get(unit).isNull()) {
                        ratings.add(RowFactory.create(
                                "unit " + unit,
                                each.get("name").asText(),
                                rater.get(unit).asText()));
                    }
                }
            }
        }
        List<DatasetCard.Agreement> found = of(ratings);
        assertThat(found).hasSize(cases.size()).hasSizeGreaterThan(4);
        for (JsonNode each : cases) {
            DatasetCard.Agreement ofCase = found.stream()
                    .filter(agreement ->
                            agreement.field().equals(each.get("name").asText()))
                    .findFirst()
                    .orElseThrow();
            assertThat(ofCase.alpha())
                    .as(ofCase.field())
                    .isNotNull()
                    .isCloseTo(each.get("alpha").asDouble(), within(1e-12));
        }
    }

    @Test
    void whereAllAnswersAreOneValueThereIsNothingToAgreeOn() {
        List<DatasetCard.Agreement> found = of(List.of(
                RowFactory.create("a", "intent", "x"),
                RowFactory.create("a", "intent", "x"),
                RowFactory.create("b", "intent", "y")));
        assertThat(found).containsExactly(new DatasetCard.Agreement("intent", 1, 2, null));
    }
}
