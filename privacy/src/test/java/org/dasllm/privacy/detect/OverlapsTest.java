package org.dasllm.privacy.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OverlapsTest {
    @Test
    void theLongestStays() {
        assertThat(Overlaps.resolve(List.of(at("A", 0, 5), at("B", 3, 10), at("C", 9, 12))))
                .containsExactly(at("B", 3, 10));
    }

    @Test
    void ofEqualLengthTheOneThatBeginsFirstStays() {
        assertThat(Overlaps.resolve(List.of(at("B", 2, 6), at("A", 0, 4)))).containsExactly(at("A", 0, 4));
    }

    @Test
    void ofOnePlaceTheOneGivenFirstStays() {
        assertThat(Overlaps.resolve(List.of(at("B", 2, 6), at("A", 2, 6)))).containsExactly(at("B", 2, 6));
    }

    @Test
    void neighboursStayInTheOrderOfTheText() {
        assertThat(Overlaps.resolve(List.of(at("B", 4, 9), at("A", 0, 4), at("C", 9, 10))))
                .containsExactly(at("A", 0, 4), at("B", 4, 9), at("C", 9, 10));
    }

    @Test
    void theOrderOfDistinctFindingsDoesNotMatter() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int begin = random.nextInt(30);
                Finding finding = at("A", begin, begin + 1 + random.nextInt(8));
                if (!findings.contains(finding)) {
                    findings.add(finding);
                }
            }
            List<Finding> kept = Overlaps.resolve(findings);
            Collections.shuffle(findings, random);

            assertThat(Overlaps.resolve(findings)).isEqualTo(kept);
            for (int i = 1; i < kept.size(); i++) {
                assertThat(kept.get(i).begin())
                        .isGreaterThanOrEqualTo(kept.get(i - 1).end());
            }
        }
    }

    @Test
    void aFindingHoldsSomethingAndHasAPlainKind() {
        assertThatThrownBy(() -> at("A", 3, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> at("A_1", 0, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> at("e-mail", 0, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Finding at(String kind, int begin, int end) {
        return new Finding(kind, begin, end, "rule");
    }
}
