package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.Artifact;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.manifest.StageRecord;

/** Holds a report against what its run's manifest recorded of the evaluation: a copied or edited report is not the one. */
final class RunCheck {
    private static final String STAGE = "evaluate";

    private final Path run;
    private final Path report;

    RunCheck(Path run, Path report) {
        this.run = run;
        this.report = report;
    }

    /** What does not fit, to follow "the report"; empty where all does. */
    Optional<String> objection(JsonNode content, Student student) {
        StageRecord record = RunManifest.openOrCreate(run).stage(STAGE).orElse(null);
        if (record == null || record.status() != StageRecord.Status.DONE) {
            return Optional.of("is not of a finished evaluation of the run " + run);
        }
        if (!recorded(record.outputs(), "report").equals(Sha256.ofFile(report))) {
            return Optional.of("is not as the evaluation wrote it: it was changed or exchanged");
        }
        if (!recorded(record.inputs(), "adapter").equals(student.adapter())) {
            return Optional.of("judges another state of the adapter, which was changed since");
        }
        if (!recorded(record.inputs(), "base").equals(student.base())) {
            return Optional.of("judges the adapter on another state of the base model, which was changed since");
        }
        JsonNode plan = content.path("plan");
        return asked(record, "test", plan.path("testSha256").asText(), "the test questions")
                .or(() -> asked(record, "train", plan.path("trainSha256").asText(), "the training samples"));
    }

    private Optional<String> asked(StageRecord record, String name, String planned, String what) {
        Artifact artifact = record.inputs().get(name);
        boolean same = artifact != null && artifact.sha256().equals(planned) && artifact.unchanged(run);
        return same ? Optional.empty() : Optional.of("was made with other samples: " + what + " were changed since");
    }

    private static String recorded(Map<String, Artifact> artifacts, String name) {
        Artifact artifact = artifacts.get(name);
        return artifact == null ? "" : artifact.sha256();
    }
}
