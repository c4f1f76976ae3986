package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.dasllm.cli.models.BaseModel;
import org.dasllm.export.bundle.Evidence;
import org.dasllm.export.bundle.Export;
import org.dasllm.export.bundle.ExportConfig;
import org.dasllm.export.bundle.ProbeCheck;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Split;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.config.TeacherConfig;

/**
 * Merges the adapter into the base and bundles the result, if the verdict allows.
 *
 * @param task what an answer is, for the bundle's manifest
 * @param teachers whose answers the model learnt from, by their names, for the same
 */
record ExportStage(
        ExportConfig config,
        Optional<Task> task,
        StudentConfig student,
        RunFolder folder,
        Map<String, TeacherConfig> teachers)
        implements Stage {
    @Override
    public String name() {
        return "export";
    }

    @Override
    public Object configuration() {
        Map<String, String> terms = TeacherTerms.facts(teachers);
        if (!terms.isEmpty()) {
            return List.of(config, task, terms);
        }
        return task.isPresent() ? List.of(config, task) : config;
    }

    @Override
    public Map<String, Path> inputs() {
        Map<String, Path> inputs = new LinkedHashMap<>();
        inputs.put("base", student.base());
        inputs.put("adapter", folder.adapter());
        // Who forces an export needs no evaluation; the bundle reports one that is there.
        if (!config.force() || Files.exists(folder.reportJson())) {
            inputs.put("report", folder.reportJson());
        }
        // Adapters of 0.1.0 have none.
        if (Files.exists(folder.probes())) {
            inputs.put("probes", folder.probes());
        }
        if (Files.exists(folder.neutralProbes())) {
            inputs.put("neutral probes", folder.neutralProbes());
        }
        if (student.prompt() != null) {
            inputs.put("student prompt", folder.studentPrompt());
        }
        return inputs;
    }

    @Override
    public Map<String, Path> outputs() {
        return Map.of("bundle", folder.bundle());
    }

    @Override
    public void check(Predicate<Path> settled) {
        BundleSigner.of(config).ifPresent(BundleSigner::check);
        Export.checkPlace(student.base(), folder.adapter(), folder.bundle());
        boolean judged = settled.test(folder.reportJson()) || config.force();
        if (settled.test(folder.adapter()) && judged) {
            Export.check(config, student.base(), folder.adapter(), Optional.of(evidence()), folder.bundle());
        }
    }

    private Evidence evidence() {
        return Evidence.ofRun(folder.reportJson(), folder.path());
    }

    @Override
    public Map<String, String> run(Progress progress) {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("base", student.base().toString());
        provenance.putAll(BaseModel.origin(student.base()));
        provenance.putAll(TeacherTerms.facts(teachers));
        provenance.put("dasllm", RunManifest.version());
        provenance.put("train.sha256", Sha256.ofFile(folder.split(Split.TRAIN)));
        if (Files.exists(folder.split(Split.TEST))) {
            provenance.put("test.sha256", Sha256.ofFile(folder.split(Split.TEST)));
        }
        BundleManifest manifest = Export.run(
                config,
                student.base(),
                folder.adapter(),
                Optional.of(evidence()),
                Optional.of(ProbeCheck.of(folder.training(), student::open)),
                folder.bundle(),
                task,
                Optional.ofNullable(student.prompt())
                        .map(prompt -> StudentPrompt.KIND.read(folder.studentPrompt(), StudentPrompt.class)),
                provenance,
                progress);
        long bytes =
                manifest.files().stream().mapToLong(BundleManifest.File::bytes).sum();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("files", String.valueOf(manifest.files().size()));
        facts.put("bytes", String.valueOf(bytes));
        String probes = manifest.provenance().get("probes");
        if (probes != null) {
            facts.put("probes", probes);
        }
        if (manifest.forced()) {
            facts.put("forced", "verdict " + manifest.verdict().outcome());
        }
        BundleSigner.of(config)
                .ifPresent(signer -> facts.put("signed", signer.sign(folder.bundle(), manifest, progress)));
        return facts;
    }
}
