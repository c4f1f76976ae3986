package org.dasllm.harvest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Optional;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.harvest.fixture.Teachers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PriceTableTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 29);
    private static final PriceTable TABLE = ConfigBinder.bind(ConfigSource.json("""
            {"vendors": [{"vendor": "V", "hosts": ["api.v.com", "*.azure.v.com", "bedrock.*.v.com"],
              "date": "2026-11-29", "source": "https://v.com/prices",
              "models": [{"names": ["m", "m-2026"], "input": 1, "cached_input": 0.5, "output": 2},
                         {"names": ["sale"], "input": 3, "output": 4, "until": "2026-12-31"}]}]}""", "the table"), PriceTable.class);

    private static Optional<TeacherPrices> prices(String url, String model, LocalDate day) {
        return TABLE.of(Teachers.fake(url).with("model", model).config(), day);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.v.com/v1, m, true",
        "https://API.V.com/v1, m-2026, true",
        "https://us.azure.v.com/v1, m, true",
        "https://bedrock.eu-1.v.com/v1, m, true",
        "https://api.v.com/v1, M, false",
        "https://api.v.com/v1, m-2025, false",
        "https://api.v.com.evil.com/v1, m, false",
        "https://a.b.azure.v.com/v1, m, false",
        "http://127.0.0.1:9/v1, m, false",
    })
    void aModelHasItsPriceWhereItsVendorSellsIt(String url, String model, boolean known) {
        assertThat(prices(url, model, TODAY).isPresent()).isEqualTo(known);
    }

    @Test
    void aPriceEndsOnTheDayThatItsVendorNames() {
        assertThat(prices("https://api.v.com", "sale", LocalDate.of(2026, 12, 31)))
                .isPresent();
        assertThat(prices("https://api.v.com", "sale", LocalDate.of(2027, 1, 1)))
                .isEmpty();
    }

    @Test
    void aDeploymentIsPricedAsItsModel() {
        TeacherConfig deployment = Teachers.fake("https://us.azure.v.com/v1")
                .with("model", "our-deployment")
                .with("priced_as", "m")
                .config();
        TeacherPrices found = TABLE.of(deployment, TODAY).orElseThrow();
        assertThat(found.cachedInput()).contains(0.5);
        assertThat(found.date()).contains("2026-11-29");
        assertThat(found.source()).contains("V: https://v.com/prices");
        assertThat(deployment.withPrices(found).prices()).isEqualTo(found);
    }

    @Test
    void severalTeachersHaveOneThatIsAsked() {
        HarvestConfig harvest = harvest("\"teachers\": {\"a\": T, \"b\": T}, \"ask\": \"b\"");
        assertThat(harvest.asked()).isEqualTo("b");
        assertThat(harvest.byName()).containsOnlyKeys("a", "b");
        assertThat(harvest.chosen().teacher()).isEqualTo(harvest.byName().get("b"));
        assertThat(harvest.chosen().teachers()).isNull();
        assertThat(harvest("\"teachers\": {\"a\": T}").asked()).isEqualTo("a");
        // As it was before there could be several.
        HarvestConfig one = harvest("\"teacher\": T");
        assertThat(one.chosen()).isEqualTo(one);
        assertThat(one.byName()).containsOnlyKeys("teacher");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"teachers\": {\"a\": T, \"b\": T}|'ask' is needed to choose one of the teachers: a, b",
                "\"teachers\": {\"a\": T}, \"ask\": \"c\"|'ask' is the name of one of 'teachers' (a), not 'c'",
                "\"teacher\": T, \"teachers\": {\"a\": T}|needs exactly one source",
                "\"teachers\": {}|'teachers' is empty",
                "\"teacher\": T, \"ask\": \"a\"|'ask' is the name of one of 'teachers'",
            })
    void whatDoesNotChooseOneIsRefused(String keys, String message) {
        assertThatThrownBy(() -> harvest(keys)).hasMessageContaining(message).hasMessageNotContaining("\n");
    }

    private static HarvestConfig harvest(String keys) {
        String teacher = "{\"base_url\": \"http://h\", \"model\": \"m\"}";
        return ConfigBinder.bind(
                ConfigSource.json("{" + keys.replace(" T", " " + teacher) + "}", "the test"), HarvestConfig.class);
    }
}
