package org.dasllm.privacy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.privacy.detect.Detector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivacyConfigTest {
    @TempDir
    private Path folder;

    @Test
    void everyDetectorIsOnUnlessItIsOffAndNamesNeedAFile() throws IOException {
        PrivacyConfig standard = PrivacyConfig.standard();
        Path names = Files.writeString(folder.resolve("names.txt"), "# people\n\nAnna Berg\n  Schneider \n");

        assertThat(standard.off()).isEmpty();
        assertThat(standard.regions()).containsExactly("DE", "FR", "IT", "ES", "GB", "US");
        assertThat(namesOf(standard))
                .hasSize(DetectorRegistry.names().size() - 1)
                .doesNotContain("person_name");
        assertThat(namesOf(bind("{\"names\": \"" + names + "\"}"))).containsExactlyElementsOf(DetectorRegistry.names());
        assertThat(namesOf(bind("{\"off\": [\"email\", \"us_ssn\"]}")))
                .doesNotContain("email", "us_ssn")
                .contains("iban");
        assertThat(DetectorRegistry.masking(bind("{\"names\": \"" + names + "\"}"))
                        .sample()
                        .mask("Anna Berg, SCHNEIDER"))
                .isEqualTo("[PERSON_NAME_1], [PERSON_NAME_2]");
    }

    @Test
    void nationalFormsAreThoseOfTheRegions() {
        String text = "0171 2345678, +49 171 2345678";

        assertThat(masked("{\"regions\": [\"DE\"]}", text)).isEqualTo("[PHONE_NUMBER_1], [PHONE_NUMBER_2]");
        assertThat(masked("{\"regions\": [\"US\"]}", text)).isEqualTo("0171 2345678, [PHONE_NUMBER_1]");
        assertThat(masked("{\"regions\": []}", text)).isEqualTo("0171 2345678, [PHONE_NUMBER_1]");
    }

    @Test
    void allDetectorsHaveNamesAndKindsOfTheirOwn() {
        List<Detector> detectors = DetectorRegistry.detectors(PrivacyConfig.standard());

        assertThat(detectors).extracting(Detector::name).doesNotHaveDuplicates();
        assertThat(detectors.stream().flatMap(detector -> detector.kinds().stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void mistakesAreNamed() throws IOException {
        Path names = Files.writeString(folder.resolve("names.txt"), "Anna\n\n1 2 3 4 5 6 7\n");
        Path none = Files.writeString(folder.resolve("none.txt"), "# nobody\n");

        assertThatThrownBy(() -> bind("{\"off\": [\"mail\"], \"regions\": [\"Germany\"]}"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("no detector 'mail'")
                .hasMessageContaining("not 'Germany'");
        assertThatThrownBy(() -> DetectorRegistry.detectors(bind("{\"names\": \"" + names + "\"}")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("names.txt:3");
        assertThatThrownBy(() -> DetectorRegistry.detectors(bind("{\"names\": \"" + none + "\"}")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("holds no names");
    }

    @Test
    void theDocumentedListIsWhole() throws IOException {
        String source = Files.readString(Path.of("src/main/java/org/dasllm/privacy/config/PrivacyConfig.java"));

        DetectorRegistry.names().forEach(name -> assertThat(source).contains("{@code " + name + "}"));
    }

    @Test
    void theVersionOfTelephoneNumbersNamesTheLibrary() throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = getClass()
                .getResourceAsStream("/META-INF/maven/com.googlecode.libphonenumber/libphonenumber/pom.properties")) {
            properties.load(stream);
        }

        assertThat(DetectorRegistry.masking(PrivacyConfig.standard()).detectors())
                .contains("phone_number 1, libphonenumber " + properties.getProperty("version"));
    }

    private static PrivacyConfig bind(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "test"), PrivacyConfig.class);
    }

    private static String masked(String json, String text) {
        return DetectorRegistry.masking(bind(json)).sample().mask(text);
    }

    private static List<String> namesOf(PrivacyConfig config) {
        return DetectorRegistry.detectors(config).stream().map(Detector::name).toList();
    }
}
