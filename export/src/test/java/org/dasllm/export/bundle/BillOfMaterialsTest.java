package org.dasllm.export.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.DType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bill of materials, by CycloneDX's own reader and schema. */
final class BillOfMaterialsTest {
    private static final Map<String, String> STATEMENTS =
            Map.of("intended_use", "Sorting letters", "out_of_scope", "Diagnoses", "owner", "ward-3@example.org");
    private static final Map<String, String> PROVENANCE = Map.of(
            "base model", "org/base",
            "base model commit", "0123abc",
            "base model licence", "apache-2.0",
            "train.sha256", Sha256.ofString("train"),
            "test.sha256", Sha256.ofString("test"));

    @TempDir
    Path dir;

    private BundleFixture fixture = new BundleFixture(Path.of(""));

    @BeforeEach
    void make() {
        fixture = BundleFixture.in(dir, true, DType.F32);
    }

    private BundleManifest export(
            ExportKind kind, String outcome, Map<String, String> statements, Map<String, String> provenance) {
        ObjectNode report = fixture.content(outcome);
        ObjectNode said = report.putObject("statements");
        statements.forEach(said::put);
        return Export.run(
                new ExportConfig(kind, ExportType.F32, true, 5000, statements.isEmpty() ? null : "mit", null),
                fixture.base(),
                fixture.adapter(),
                fixture.report(report),
                Optional.empty(),
                fixture.out(),
                Optional.of(BundleFixture.TASK),
                provenance,
                Progress.SILENT);
    }

    private Path bill() {
        return fixture.out().resolve("bom.json");
    }

    private Bom valid() throws IOException, ParseException {
        JsonParser parser = new JsonParser();
        assertThat(parser.validate(bill().toFile(), Version.VERSION_16)).isEmpty();
        return parser.parse(bill().toFile());
    }

    @ParameterizedTest
    @EnumSource(ExportKind.class)
    void itIsValidAndNamesEveryFile(ExportKind kind) throws IOException, ParseException {
        BundleManifest manifest = export(kind, "NON_INFERIOR", STATEMENTS, PROVENANCE);
        Bom bom = valid();
        Component model = bom.getMetadata().getComponent();
        assertThat(model.getType()).isEqualTo(Component.Type.MACHINE_LEARNING_MODEL);
        assertThat(model.getModelCard().getConsiderations().getUseCases()).containsExactly("Sorting letters");
        assertThat(model.getModelCard().getQuantitativeAnalysis().getPerformanceMetrics())
                .filteredOn(metric -> metric.getConfidenceInterval() != null)
                .singleElement()
                .satisfies(metric -> {
                    assertThat(metric.getType()).isEqualTo("exact, student minus teacher");
                    assertThat(metric.getConfidenceInterval().getLowerBound()).isEqualTo("-0.04");
                });
        assertThat(model.getModelCard().getQuantitativeAnalysis().getPerformanceMetrics())
                .filteredOn(metric -> metric.getType().equals("exact, student"))
                .singleElement()
                .satisfies(metric -> assertThat(metric.getValue()).isEqualTo("0.9"));
        assertThat(bom.getComponents())
                .filteredOn(component -> component.getType() == Component.Type.DATA)
                .extracting(component -> component.getHashes().get(0).getValue())
                .containsExactly(Sha256.ofString("train"), Sha256.ofString("test"));
        assertThat(bom.getComponents())
                .filteredOn(component -> "base-model".equals(component.getBomRef()))
                .singleElement()
                .satisfies(base -> {
                    assertThat(base.getName()).isEqualTo("org/base");
                    assertThat(base.getVersion()).isEqualTo("0123abc");
                    assertThat(base.getLicenses().getLicenses().get(0).getName())
                            .isEqualTo("apache-2.0");
                });
        List<String> files = manifest.files().stream()
                .filter(file -> !file.path().equals("bom.json"))
                .map(file -> file.path() + " " + file.sha256())
                .toList();
        assertThat(manifest.files()).hasSize(files.size() + 1);
        assertThat(bom.getComponents())
                .filteredOn(component -> component.getType() == Component.Type.FILE)
                .extracting(
                        file -> file.getName() + " " + file.getHashes().get(0).getValue())
                .containsExactlyElementsOf(files);
    }

    @Test
    void withLittleToSayItIsValidToo() throws IOException, ParseException {
        export(ExportKind.MERGED, "NOT_ESTIMABLE", Map.of("intended_use", ""), Map.of());
        Bom bom = valid();
        assertThat(bom.getMetadata()
                        .getComponent()
                        .getModelCard()
                        .getConsiderations()
                        .getTechnicalLimitations())
                .anySatisfy(limit -> assertThat(limit).contains("Exported by force"));
        assertThat(Files.readString(fixture.out().resolve("MODEL_CARD.md")))
                .contains("| intended use | *not stated* |");
    }

    @Test
    void equalBundlesHaveEqualBillsAndOthersHaveOthers() throws IOException {
        export(ExportKind.BOTH, "NON_INFERIOR", STATEMENTS, PROVENANCE);
        byte[] first = Files.readAllBytes(bill());
        export(ExportKind.BOTH, "NON_INFERIOR", STATEMENTS, PROVENANCE);
        assertThat(Files.readAllBytes(bill())).isEqualTo(first);
        String serial = Json.readTree(bill()).path("serialNumber").asText();
        assertThat(serial).matches("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        export(ExportKind.BOTH, "NON_INFERIOR", Map.of("intended_use", "Other letters"), PROVENANCE);
        assertThat(Json.readTree(bill()).path("serialNumber").asText()).isNotEqualTo(serial);
    }

    /** So that the test above could fail. */
    @Test
    void theSchemaRefusesWhatIsNoBill() throws IOException {
        export(ExportKind.MERGED, "NON_INFERIOR", STATEMENTS, PROVENANCE);
        ObjectNode broken = (ObjectNode) Json.readTree(bill());
        ((ObjectNode) broken.at("/metadata/component")).put("type", "modell");
        Json.write(bill(), broken);
        JsonNode written = Json.readTree(bill());
        assertThat(written.at("/metadata/component/type").asText()).isEqualTo("modell");
        assertThat(new JsonParser().validate(bill().toFile(), Version.VERSION_16))
                .isNotEmpty();
    }

    @Test
    void theCardSaysWhatItsOwnerSays() throws IOException {
        export(ExportKind.MERGED, "NON_INFERIOR", STATEMENTS, PROVENANCE);
        assertThat(Files.readString(fixture.out().resolve("MODEL_CARD.md")))
                .contains("| intended use | Sorting letters |", "| not for | Diagnoses |", "| licence | mit |")
                .contains("## Limits", "## Data", "bom.json");
    }
}
