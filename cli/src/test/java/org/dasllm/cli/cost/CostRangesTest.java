package org.dasllm.cli.cost;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.dasllm.eval.cost.Estimate;
import org.dasllm.format.config.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostRangesTest {
    private static void check(boolean zero, Double... range) {
        Faults faults = new Faults();
        Ranges.check(faults, "people_per_hour", List.of(range), zero);
        faults.refuse();
    }

    /** Two of them multiplied were infinite, and the command ended with a fault. */
    @ParameterizedTest
    @ValueSource(doubles = {1e308, 1e16, 1e-300, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void numbersThatNobodyMeansAreRefused(double value) {
        assertThatThrownBy(() -> check(true, value)).hasMessageContaining("at least 0 and at most 1e15");
        assertThatThrownBy(() -> check(false, value)).hasMessageContaining("above 0 and at most 1e15");
    }

    @Test
    void theEndsOfWhatIsTakenStayFinite() {
        assertThatCode(() -> check(true, 0.0, 1e15)).doesNotThrowAnyException();
        assertThatCode(() -> check(false, 1e-9, 1e15)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(false, 0.0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> check(true, 2.0, 1.0)).hasMessageContaining("[low, high]");
        assertThatCode(() -> Ranges.of(List.of(1e15))
                        .map(most -> most.times(most).times(most).dividedBy(Estimate.exactly(1e-9))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2027-02-31", "2027-99-99", "soon", ""})
    void anEndIsADayOfTheCalendar(String day) {
        assertThatThrownBy(() -> new RentedConfig(Optional.empty(), null, null, Optional.of(day)))
                .hasMessageContaining("is a date such as 2027-01-14, not '" + day + "'");
        assertThatCode(() -> new RentedConfig(Optional.empty(), null, null, Optional.of("2028-02-29")))
                .doesNotThrowAnyException();
    }
}
