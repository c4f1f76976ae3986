package org.dasllm.privacy.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.DeserializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.assertj.core.api.SoftAssertions;
import org.dasllm.format.io.Json;
import org.dasllm.privacy.config.DetectorRegistry;
import org.dasllm.privacy.config.PrivacyConfig;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.Finding;
import org.dasllm.privacy.detect.Overlaps;
import org.dasllm.privacy.mask.Masking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand values of each kind, in sentences of five languages, all detectors on. A value counts as found if a finding of
 * its kind covers it exactly (with a password the exclamation mark of its sentence may be too); every other finding, in a row of whatever kind, is a wrong one of its kind.
 *
 * <p>With {@code -Ddasllm.privacy-rows=FILE} the rows are written for {@code tools/reference/privacy_rows.py}, with
 * {@code -Ddasllm.privacy-figures=FILE} the figures.
 */
final class PlantedValuesTest {
    private static final int EACH = 1000;
    private static final List<String> NAMES = List.of(
            "Anna Berg",
            "Jürgen Müller",
            "Marie-Claire Dupont",
            "José García",
            "Giulia Rossi",
            "Seán O'Brien",
            "Łukasz Nowak",
            "Björn Åkesson",
            "Mehmet Yılmaz",
            "Nguyễn Văn An",
            "Schneider",
            "Fontaine",
            "Hernández",
            "Bianchi",
            "Whitaker");

    private static final Map<String, BiFunction<Draw, Integer, Planted>> KINDS = kinds();

    @Test
    void areFoundAndNothingElseIs(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("names.txt"), NAMES);
        List<Detector> detectors = DetectorRegistry.detectors(
                new PrivacyConfig(List.of(), PrivacyConfig.standard().regions(), file));
        Map<String, Tally> tallies = new TreeMap<>();
        List<String> misses = new ArrayList<>();
        for (Sentences.Row row : rows()) {
            boolean found = false;
            for (Finding finding : findings(detectors, row.text())) {
                boolean right = isRight(finding, row);
                found |= right;
                Tally tally = tallies.computeIfAbsent(finding.kind(), kind -> new Tally());
                tally.right += right ? 1 : 0;
                tally.wrong += right ? 0 : 1;
                if (!right) {
                    misses.add("wrong " + finding.kind() + " '" + row.text().substring(finding.begin(), finding.end())
                            + "' of " + row.kind() + " in: " + row.text());
                }
            }
            tallies.computeIfAbsent(row.kind(), kind -> new Tally()).planted++;
            if (!found) {
                misses.add("missed " + row.kind() + " '" + row.value() + "' in: " + row.text());
            }
        }
        write(
                "dasllm.privacy-figures",
                tallies.entrySet().stream().map(Object::toString).toList());
        write("dasllm.privacy-misses", misses);
        SoftAssertions softly = new SoftAssertions();
        assertThat(tallies.keySet()).containsAll(KINDS.keySet());
        tallies.forEach((kind, tally) -> {
            softly.assertThat(tally.planted).as("planted " + kind).isEqualTo(EACH);
            softly.assertThat(tally.recall()).as("recall of " + kind).isGreaterThanOrEqualTo(0.99);
            softly.assertThat(tally.precision()).as("precision of " + kind).isGreaterThanOrEqualTo(0.98);
        });
        softly.assertAll();
    }

    /** Rows that are JSON, and every row's text and value within JSON, the value as a bare number where it is one. */
    @Test
    void everyRedactedJsonParses() throws IOException {
        Masking masking = DetectorRegistry.masking(PrivacyConfig.standard());
        int changed = 0;
        int numbers = 0;
        for (Sentences.Row row : rows()) {
            List<String> documents = new ArrayList<>();
            if (row.text().startsWith("{")) {
                documents.add(row.text());
            }
            documents.add(Json.line(Map.of("note", row.text(), "values", List.of(row.value(), "none"), "turn", 3)));
            if (row.value().matches("[1-9][0-9]{5,17}")) {
                documents.add("{\"number\": " + row.value() + ", \"numbers\": [-" + row.value() + ", 0.5]}");
                numbers++;
            }
            for (String document : documents) {
                String masked = masking.sample().mask(document);
                changed += masked.equals(document) ? 0 : 1;
                assertThatCode(() -> Json.mapper()
                                .reader()
                                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                                .readTree(masked))
                        .as(masked)
                        .doesNotThrowAnyException();
            }
        }
        assertThat(numbers).isGreaterThan(1000);
        assertThat(changed).isGreaterThan(20_000);
        System.out.println(
                changed + " documents of JSON redacted, " + numbers + " of the values as bare numbers; all parse");
    }

    /** An exclamation mark behind a password may be a part of it. */
    private static boolean isRight(Finding finding, Sentences.Row row) {
        int end = row.begin() + row.value().length();
        boolean mark = row.kind().equals("PASSWORD") && row.text().startsWith("!", end) && finding.end() == end + 1;
        return finding.kind().equals(row.kind()) && finding.begin() == row.begin() && (finding.end() == end || mark);
    }

    private static List<Sentences.Row> rows() throws IOException {
        List<Sentences.Row> rows = new ArrayList<>();
        KINDS.forEach((kind, drawn) -> {
            Draw draw = new Draw(kind.hashCode());
            for (int i = 0; i < EACH; i++) {
                int language = i % Sentences.LANGUAGES;
                rows.add(Sentences.around(drawn.apply(draw, language), language, draw));
            }
        });
        write("dasllm.privacy-rows", rows.stream().map(Json::line).toList());
        return rows;
    }

    private static List<Finding> findings(List<Detector> detectors, String text) {
        List<Finding> findings = new ArrayList<>();
        detectors.forEach(detector -> findings.addAll(detector.find(text)));
        return Overlaps.resolve(findings);
    }

    private static void write(String property, List<String> lines) throws IOException {
        String file = System.getProperty(property);
        if (file != null) {
            Files.write(Path.of(file), lines);
        }
    }

    private static Map<String, BiFunction<Draw, Integer, Planted>> kinds() {
        Map<String, BiFunction<Draw, Integer, Planted>> kinds = new TreeMap<>();
        kinds.put("EMAIL", (draw, language) -> ContactDraw.email(draw));
        kinds.put("CARD_NUMBER", (draw, language) -> ContactDraw.card(draw));
        kinds.put("PHONE_NUMBER", (draw, language) -> ContactDraw.phone(draw));
        kinds.put("IBAN", (draw, language) -> ContactDraw.iban(draw));
        kinds.put("IP_ADDRESS", (draw, language) -> ContactDraw.address(draw));
        kinds.put("DATE_OF_BIRTH", ContactDraw::birth);
        kinds.put("PERSON_NAME", (draw, language) -> ContactDraw.name(draw, NAMES));
        kinds.put("API_KEY", (draw, language) -> ContactDraw.key(draw));
        kinds.put("JWT", (draw, language) -> ContactDraw.webToken(draw));
        kinds.put("BEARER_TOKEN", (draw, language) -> ContactDraw.bearer(draw));
        kinds.put("PRIVATE_KEY", (draw, language) -> ContactDraw.privateKey(draw));
        kinds.put("PASSWORD", (draw, language) -> ContactDraw.password(draw));
        kinds.put("NL_BSN", (draw, language) -> NationalDraw.bsn(draw));
        kinds.put("PT_NIF", (draw, language) -> NationalDraw.nif(draw));
        kinds.put("PL_PESEL", (draw, language) -> NationalDraw.pesel(draw));
        kinds.put("GB_NHS", (draw, language) -> NationalDraw.nhs(draw));
        kinds.put("SE_PERSONNUMMER", (draw, language) -> NationalDraw.personnummer(draw));
        kinds.put("US_SSN", (draw, language) -> NationalDraw.ssn(draw));
        kinds.put("ES_NIF", (draw, language) -> NationalDraw.spanish(draw));
        kinds.put("DE_TAX_ID", (draw, language) -> NationalDraw.germanTaxId(draw));
        kinds.put("FR_NIR", (draw, language) -> NationalDraw.nir(draw));
        kinds.put("IT_CODICE_FISCALE", (draw, language) -> NationalDraw.codiceFiscale(draw));
        kinds.put("BE_NATIONAL_NUMBER", (draw, language) -> NationalDraw.belgian(draw));
        kinds.put("FI_HETU", (draw, language) -> NationalDraw.hetu(draw));
        return kinds;
    }

    private static final class Tally {
        private int planted;
        private int right;
        private int wrong;

        private double recall() {
            return (double) right / planted;
        }

        private double precision() {
            return (double) right / (right + wrong);
        }

        @Override
        public String toString() {
            return "planted " + planted + " found " + right + " wrong " + wrong;
        }
    }
}
