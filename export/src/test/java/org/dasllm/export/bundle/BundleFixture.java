package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.task.Task;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.reference.ReferenceDevice;

/** A small base model, an adapter whose A and B are both non-zero, and reports. */
record BundleFixture(Path dir) {
    static final int VOCABULARY = 40;
    static final Task TASK = Task.ofListedValues(Map.of("intent", List.of("card", "loan")));

    static BundleFixture in(Path dir, boolean tied, DType baseType) {
        return in(dir, tied, baseType, Set.of("q_proj", "v_proj", "o_proj", "down_proj"));
    }

    static BundleFixture in(Path dir, boolean tied, DType baseType, Set<String> targets) {
        BundleFixture fixture = new BundleFixture(dir);
        ReferenceDevice device = new ReferenceDevice();
        ModelConfig config = ModelConfig.llama(VOCABULARY, 16, 24, 2, 4, 2, 32).withTiedHead(tied);
        LanguageModel.random(device, config, 3).saveFull(fixture.base(), baseType);
        AtomicFile.writeString(fixture.base().resolve("tokenizer.json"), "{\"version\": \"1.0\"}\n");
        AtomicFile.writeString(fixture.base().resolve("chat_template.jinja"), "{{ messages }}");
        AtomicFile.writeString(fixture.base().resolve("LICENSE"), "the base model's terms\n");
        AtomicFile.writeString(fixture.base().resolve("notes.txt"), "not for the bundle\n");
        LanguageModel adapted = LanguageModel.load(
                device, fixture.base(), Trainable.adapters(new LoraSpec(2, 6, targets, 5)), Optional.empty());
        Random random = new Random(11);
        for (Parameter parameter : adapted.trainableParameters().values()) {
            float[] values = parameter.read();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.3 * random.nextGaussian());
            }
            parameter.write(values);
        }
        adapted.saveAdapter(fixture.adapter());
        return fixture;
    }

    Path base() {
        return dir.resolve("base");
    }

    Path adapter() {
        return dir.resolve("adapter");
    }

    Path out() {
        return dir.resolve("bundle");
    }

    /** A report of the fixture's own student, with figures that its verdict follows from. */
    Optional<Evidence> report(String outcome) {
        return report(content(outcome));
    }

    Optional<Evidence> report(ObjectNode content) {
        Path report = dir.resolve("report.json");
        Json.write(report, content);
        return Optional.of(Evidence.of(report));
    }

    /** As the evaluation writes it, as far as an export reads it. */
    ObjectNode content(String outcome) {
        ObjectNode report = Json.mapper().createObjectNode();
        report.put("version", 1);
        ObjectNode plan = report.putObject("plan");
        plan.put("version", 1).put("primary", "exact").put("margin", 0.05);
        plan.put("testSha256", Sha256.ofString("test")).put("studentSha256", Sha256.of(adapter()));
        plan.putObject("answeredBy").put("base model SHA-256", Sha256.of(base()));
        plan.put("trainSha256", Sha256.ofString("train"));
        ObjectNode verdict = report.putObject("verdict");
        verdict.put("outcome", outcome)
                .put("primary", "exact")
                .put("margin", 0.05)
                .put("studentAccuracy", 0.9);
        verdict.put("studentSha256", Sha256.of(adapter()));
        if (!outcome.equals("NOT_ESTIMABLE")) {
            double lower = outcome.equals("NON_INFERIOR") ? -0.04 : -0.06;
            ObjectNode interval = Json.mapper().createObjectNode().put("lower", lower);
            verdict.set("interval", interval.put("upper", 0.02));
            ObjectNode metric = report.putArray("metrics").addObject();
            metric.putObject("paired").set("decision", interval.deepCopy());
        }
        report.putObject("provenance").put("base model SHA-256", Sha256.of(base()));
        return planned(report);
    }

    /** With the hash of its plan, wherever that stands. */
    static ObjectNode planned(ObjectNode report) {
        String hash = Sha256.ofString(Json.pretty(report.path("plan")));
        report.put("planSha256", hash);
        ((ObjectNode) report.path("verdict")).put("planSha256", hash);
        return report;
    }

    BundleManifest export(ExportConfig config) {
        return Export.run(
                config,
                base(),
                adapter(),
                report("NON_INFERIOR"),
                Optional.empty(),
                out(),
                Optional.of(TASK),
                Map.of("seed", "1"),
                Progress.SILENT);
    }

    /** The logits of a fixed text by a model with or without an adapter beside it. */
    static float[] logits(Path model, Optional<Path> adapter) {
        LanguageModel loaded = LanguageModel.load(new ReferenceDevice(), model, Trainable.NOTHING, adapter);
        try (Pass pass = loaded.device().inferencePass()) {
            return loaded.logits(pass, new int[] {1, 7, 3, 39, 12, 0, 25}, new Packing(7));
        }
    }
}
