package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.io.Json;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.task.TaskKind;

/**
 * {@code bom.json}: what a bundle is made of, as a bill of materials for machine learning in CycloneDX 1.6. It has no time and no
 * random number: equal bundles have equal bills.
 */
final class BillOfMaterials {
    static final String FILE = "bom.json";

    private static final String MODEL = "model";
    private static final String BASE = "base-model";
    private static final String TRAINING_DATA = "training-data";
    private static final String TEST_DATA = "test-data";
    private static final String MACHINE_LEARNING_MODEL = "machine-learning-model";

    private final BundleCard card;
    private final ObjectNode root = Json.mapper().createObjectNode();

    private BillOfMaterials(BundleCard card) {
        this.card = card;
    }

    /** @param files every file of the bundle but the bill and the manifest */
    static ObjectNode of(BundleCard card, List<BundleManifest.File> files) {
        BillOfMaterials bill = new BillOfMaterials(card);
        bill.write(files);
        byte[] content = Json.line(bill.root).getBytes(StandardCharsets.UTF_8);
        bill.root.put("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(content));
        return bill.root;
    }

    private void write(List<BundleManifest.File> files) {
        root.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
        ObjectNode metadata = root.putObject("metadata");
        metadata.putObject("tools")
                .putArray("components")
                .addObject()
                .put("type", "application")
                .put("name", "dasllm")
                .put("version", RunManifest.version());
        model(metadata.putObject("component"));
        ArrayNode components = root.putArray("components");
        ArrayNode dependsOn =
                root.putArray("dependencies").addObject().put("ref", MODEL).putArray("dependsOn");
        base(components.addObject());
        dependsOn.add(BASE);
        for (String[] data : new String[][] {
            {TRAINING_DATA, BundleCard.TRAIN_SHA256, "train.jsonl"}, {TEST_DATA, BundleCard.TEST_SHA256, "test.jsonl"}
        }) {
            Optional<String> hash = card.fact(data[1]);
            if (hash.isPresent()) {
                data(components.addObject(), data[0], data[2], hash.get());
                dependsOn.add(data[0]);
            }
        }
        files.forEach(file -> hash(
                components
                        .addObject()
                        .put("type", "file")
                        .put("bom-ref", "file:" + file.path())
                        .put("name", file.path()),
                file.sha256()));
    }

    private void model(ObjectNode model) {
        model.put("type", MACHINE_LEARNING_MODEL).put("bom-ref", MODEL).put("name", card.name());
        card.task().ifPresent(task -> model.put("description", "A student whose answer is " + task.inWords()));
        licence(model, Optional.ofNullable(card.config().licence()));
        ObjectNode modelCard = model.putObject("modelCard");
        parameters(modelCard.putObject("modelParameters"));
        metrics(modelCard.putObject("quantitativeAnalysis").putArray("performanceMetrics"));
        considerations(modelCard.putObject("considerations"));
        ArrayNode properties = modelCard.putArray("properties");
        property(properties, "dasllm:verdict", card.verdict().outcome());
        property(properties, "dasllm:forced", String.valueOf(card.forced()));
        if (card.verdict().reportSha256() != null) {
            property(properties, "dasllm:report-sha256", card.verdict().reportSha256());
        }
        card.provenance().forEach((name, value) -> property(properties, "dasllm:provenance:" + name, value));
    }

    private void parameters(ObjectNode parameters) {
        parameters.putObject("approach").put("type", "supervised");
        boolean label = kind(TaskKind.LABEL);
        parameters
                .put("task", label ? "text-classification" : "text-generation")
                .put("architectureFamily", "transformer")
                .put("modelArchitecture", card.model().architecture().className());
        ArrayNode datasets = Json.mapper().createArrayNode();
        if (card.fact(BundleCard.TRAIN_SHA256).isPresent()) {
            datasets.addObject().put("ref", TRAINING_DATA);
        }
        if (card.fact(BundleCard.TEST_SHA256).isPresent()) {
            datasets.addObject().put("ref", TEST_DATA);
        }
        if (!datasets.isEmpty()) {
            parameters.set("datasets", datasets);
        }
        parameters.putArray("inputs").addObject().put("format", "text");
        boolean json = kind(TaskKind.JSON) || kind(TaskKind.TOOL_CALL);
        parameters.putArray("outputs").addObject().put("format", json ? "application/json" : "text");
    }

    private boolean kind(TaskKind kind) {
        return card.task().filter(task -> task.kind() == kind).isPresent();
    }

    private void metrics(ArrayNode metrics) {
        JsonNode details = card.verdict().details();
        if (details == null) {
            return;
        }
        String primary = details.path("primary").asText("exact");
        metric(metrics, primary + ", student", details.path("studentAccuracy"));
        metric(metrics, primary + ", teacher", details.path("teacherAccuracy"));
        JsonNode interval = details.path("interval");
        if (interval.isObject()) {
            ObjectNode difference = metric(metrics, primary + ", student minus teacher", details.path("difference"));
            difference
                    .putObject("confidenceInterval")
                    .put("lowerBound", interval.path("lower").asText())
                    .put("upperBound", interval.path("upper").asText());
        }
    }

    private static ObjectNode metric(ArrayNode metrics, String type, JsonNode value) {
        ObjectNode metric = metrics.addObject().put("type", type);
        if (value.isNumber()) {
            metric.put("value", value.asText());
        }
        return metric;
    }

    private void considerations(ObjectNode considerations) {
        OwnerStatements owner = card.owner();
        if (owner.intendedUse() != null) {
            considerations.putArray("useCases").add(owner.intendedUse());
        }
        ArrayNode limits = considerations.putArray("technicalLimitations");
        limits.add("The verdict holds for messages like those of the evaluation's test set, and for no others.");
        if (card.forced()) {
            limits.add("Exported by force, without a passing verdict: not shown to be as good as its teacher.");
        }
        if (owner.outOfScope() != null) {
            limits.add("Not for: " + owner.outOfScope());
        }
    }

    private void base(ObjectNode base) {
        base.put("type", MACHINE_LEARNING_MODEL)
                .put("bom-ref", BASE)
                .put("name", card.fact(BundleCard.BASE_MODEL).orElse("base model"));
        card.fact(BundleCard.BASE_COMMIT).ifPresent(commit -> base.put("version", commit));
        licence(base, card.fact(BundleCard.BASE_LICENCE));
        card.fact(BundleCard.BASE_SHA256)
                .ifPresent(hash -> property(base.putArray("properties"), "dasllm:folder-sha256", hash));
    }

    private static void data(ObjectNode data, String reference, String name, String hash) {
        data.put("type", "data").put("bom-ref", reference).put("name", name);
        hash(data, hash);
        data.putArray("data").addObject().put("type", "dataset").put("name", name);
    }

    private static void hash(ObjectNode component, String sha256) {
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256);
    }

    /** By its name: what a licence is called where a model is from need not be an identifier of SPDX. */
    private static void licence(ObjectNode component, Optional<String> name) {
        name.ifPresent(given ->
                component.putArray("licenses").addObject().putObject("license").put("name", given));
    }

    private static void property(ArrayNode properties, String name, String value) {
        properties.addObject().put("name", name).put("value", value);
    }
}
