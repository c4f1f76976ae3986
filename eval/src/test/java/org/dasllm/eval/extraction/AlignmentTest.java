package org.dasllm.eval.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignmentTest {
    /** Each row: right, answer, then how many match, mismatch, are omitted, are invented. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1,"b":"x"}            | {"b":"x","a":1.0}               | 2 | 0 | 0 | 0
            {"a":1,"b":"x"}            | {"a":2}                         | 0 | 1 | 1 | 0
            {"a":1}                    | {"a":1,"b":"x"}                 | 1 | 0 | 0 | 1
            {"a":null}                 | {}                              | 0 | 0 | 0 | 0
            {"a":null}                 | {"a":"x"}                       | 0 | 0 | 0 | 1
            {"a":1}                    | {"a":"1"}                       | 0 | 1 | 0 | 0
            {"a":{"b":1,"c":2}}        | {"a":5}                         | 0 | 0 | 2 | 1
            {"t":["x","y","z"]}        | {"t":["z","x"]}                 | 2 | 0 | 1 | 0
            {"t":["x","y"]}            | {"t":["y","q","x"]}             | 2 | 0 | 0 | 1
            {"t":["x"]}                | {"t":["y"]}                     | 0 | 1 | 0 | 0
            {"l":[{"n":1,"p":2},{"n":3,"p":4}]} | {"l":[{"n":3,"p":4},{"n":1,"p":9}]} | 3 | 1 | 0 | 0
            {"l":[{"n":1,"p":2}]}      | {"l":[]}                        | 0 | 0 | 2 | 0
            [1,2,2]                    | [2,2,2]                         | 2 | 1 | 0 | 0
            """)
    void everyValueHasAnOutcome(String right, String answer, int match, int mismatch, int omission, int invention) {
        assertThat(counts(right, answer, Tolerance.NONE))
                .isEqualTo(new FieldCounts(match, mismatch, omission, invention));
    }

    @Test
    void anAnswerThatIsNotThereOmitsAll() {
        List<FieldOutcome> outcomes = Alignment.of(json("{\"a\":1,\"l\":[{\"b\":2},{\"b\":3}]}"), null, Tolerance.NONE);
        assertThat(outcomes).extracting(FieldOutcome::path).containsExactly("a", "l[].b", "l[].b");
        assertThat(outcomes).allMatch(outcome -> outcome.kind() == FieldOutcome.Kind.OMISSION);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            100          | 100.4        | 0.5 | 0    | 0 | true
            100          | 100.6        | 0.5 | 0    | 0 | false
            1000         | 1009         | 0   | 0.01 | 0 | true
            1000         | 1011         | 0   | 0.01 | 0 | false
            0.1          | 0.3          | 0.2 | 0    | 0 | true
            "2026-11-28" | "2026-11-30" | 0   | 0    | 2 | true
            "2026-11-28" | "2026-12-01" | 0   | 0    | 2 | false
            "2026-02-30" | "2026-03-01" | 0   | 0    | 9 | false
            "100"        | "100.1"      | 5   | 0    | 0 | false
            """)
    void numbersAndDatesMayBeNearEnough(
            String right, String answer, double absolute, double relative, int days, boolean same) {
        assertThat(new Tolerance(absolute, relative, days).same(json(right), json(answer)))
                .isEqualTo(same);
    }

    @Test
    void theAssignmentIsTheBestThereIs() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            int rows = 1 + random.nextInt(5);
            int columns = 1 + random.nextInt(5);
            int[][] scores = new int[rows][columns];
            for (int[] row : scores) {
                for (int j = 0; j < columns; j++) {
                    row[j] = random.nextInt(4);
                }
            }
            int[] partner = Assignment.best(scores, columns);
            int total = 0;
            boolean[] taken = new boolean[columns];
            int pairs = 0;
            for (int i = 0; i < rows; i++) {
                if (partner[i] >= 0) {
                    assertThat(taken[partner[i]]).isFalse();
                    taken[partner[i]] = true;
                    total += scores[i][partner[i]];
                    pairs++;
                }
            }
            assertThat(pairs).isEqualTo(Math.min(rows, columns));
            assertThat(total).isEqualTo(best(scores, 0, new boolean[columns]));
        }
    }

    private static int best(int[][] scores, int row, boolean[] taken) {
        if (row == scores.length) {
            return 0;
        }
        int most = best(scores, row + 1, taken);
        for (int j = 0; j < taken.length; j++) {
            if (!taken[j]) {
                taken[j] = true;
                most = Math.max(most, scores[row][j] + best(scores, row + 1, taken));
                taken[j] = false;
            }
        }
        return most;
    }

    private static FieldCounts counts(String right, String answer, Tolerance tolerance) {
        return Alignment.of(json(right), json(answer), tolerance).stream()
                .reduce(FieldCounts.NONE, (sum, outcome) -> sum.plus(outcome.kind()), FieldCounts::plus);
    }

    private static JsonNode json(String text) {
        return Json.parse(text, JsonNode.class, "test");
    }
}
