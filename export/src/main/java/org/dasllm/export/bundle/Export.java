package org.dasllm.export.bundle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.export.weights.MergedWeights;
import org.dasllm.export.weights.WeightFiles;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.bundle.BundleFiles;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.BundleVerdict;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.format.task.Task;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.TokenizerFiles;

/**
 * Makes a bundle. The folder appears under its name only when it is whole; its manifest is written last of all, so that
 * what a killed export leaves beside it is taken for a bundle by nobody.
 */
public final class Export {
    /** Where the adapter lies in a bundle of both. */
    public static final String ADAPTER_FOLDER = "adapter";

    private Export() {}

    /**
     * Exports a base model and its adapter. An older bundle at the same place is replaced as a whole.
     *
     * @param base a model in the Hugging Face layout
     * @param adapter an adapter in PEFT's layout, trained on that model
     * @param evidence the evaluation's report, where there is one
     * @param probes holds what was written against the training, and gives the bundle its neutral probes; empty where the training
     *     recorded none
     * @param out the bundle's folder; must be absent, empty, or an older bundle
     * @param task what an answer is, in its long form
     * @param provenance what the manifest is to tell of data, configuration, seeds and versions
     * @return the manifest, as it was written
     * @throws DasllmException with exit code VERDICT without a passing verdict, unless forced; with INPUT if the files do
     *     not fit each other or cannot be written
     */
    public static BundleManifest run(
            ExportConfig config,
            Path base,
            Path adapter,
            Optional<Evidence> evidence,
            Optional<ProbeCheck> probes,
            Path out,
            Optional<Task> task,
            Map<String, String> provenance,
            Progress progress) {
        return run(config, base, adapter, evidence, probes, out, task, Optional.empty(), provenance, progress);
    }

    /**
     * The same of a student that may have another system prompt than its teacher.
     *
     * @param prompt the student's; empty where it is the teacher's
     */
    public static BundleManifest run(
            ExportConfig config,
            Path base,
            Path adapter,
            Optional<Evidence> evidence,
            Optional<ProbeCheck> probes,
            Path out,
            Optional<Task> task,
            Optional<StudentPrompt> prompt,
            Map<String, String> provenance,
            Progress progress) {
        checkPlace(base, adapter, out);
        Student student = Student.of(base, adapter);
        BundleVerdict verdict = verdict(config, student, evidence);
        boolean forced = !verdict.passed();
        try (MergedWeights weights = MergedWeights.open(base, adapter)) {
            Map<String, String> complete = new TreeMap<>(provenance);
            complete.putIfAbsent("base model", name(base));
            complete.putIfAbsent("base model sha256", student.base());
            complete.putIfAbsent("adapter sha256", student.weights());
            prompt.ifPresent(each -> complete.put("system prompt of the student", shown(each.prompt())));
            prompt.ifPresent(each -> complete.put("system prompt of the teacher, sha256", each.teacherSha256()));
            AtomicFile.writeDirectory(out, folder -> {
                copyText(base, folder);
                Map<String, String> hashes = Map.of();
                if (config.kind().merged()) {
                    weights.config().write(folder, config.dtype().torchName());
                    hashes = WeightFiles.write(folder, weights, config.dtype(), config.shardBytes(), progress);
                }
                if (config.kind() != ExportKind.MERGED) {
                    copyAdapter(
                            adapter,
                            config.kind() == ExportKind.ADAPTER
                                    ? folder
                                    : Files.createDirectory(folder.resolve(ADAPTER_FOLDER)));
                }
                // Before the folder gets its name: what does not answer as it was trained becomes no bundle.
                complete.put(
                        "probes",
                        probes.map(check -> check.compare(config, base, student, folder))
                                .orElse(ProbeCheck.NONE));
                Optional<Path> neutral = probes.flatMap(ProbeCheck::neutral);
                if (neutral.isPresent()) {
                    Files.copy(neutral.get(), folder.resolve(Probes.NEUTRAL_FILE));
                }
                if (prompt.isPresent()) {
                    prompt.get().write(folder.resolve(StudentPrompt.FILE));
                }
                BundleCard card = new BundleCard(
                        name(out),
                        weights.config(),
                        config,
                        task,
                        verdict,
                        OwnerStatements.of(evidence),
                        forced,
                        complete);
                AtomicFile.writeString(folder.resolve(ModelCard.FILE), ModelCard.text(card));
                List<BundleManifest.File> files = new ArrayList<>(BundleFiles.list(folder, hashes));
                Json.write(folder.resolve(BillOfMaterials.FILE), BillOfMaterials.of(card, files));
                files.add(BundleFiles.of(folder, BillOfMaterials.FILE));
                files.sort(Comparator.comparing(BundleManifest.File::path));
                new BundleManifest(
                                RunManifest.version(),
                                config.kind().name(),
                                config.dtype().name(),
                                forced,
                                verdict,
                                task.orElse(null),
                                complete,
                                files)
                        .write(folder);
            });
        }
        return BundleManifest.read(out);
    }

    /**
     * Refuses what {@link #run} would refuse before it writes anything, and changes nothing.
     *
     * @throws DasllmException as {@link #run} does
     */
    public static void check(ExportConfig config, Path base, Path adapter, Optional<Evidence> evidence, Path out) {
        checkPlace(base, adapter, out);
        verdict(config, Student.of(base, adapter), evidence);
        MergedWeights.open(base, adapter).close();
    }

    private static String shown(String prompt) {
        return prompt.isBlank() ? "none" : prompt;
    }

    private static BundleVerdict verdict(ExportConfig config, Student student, Optional<Evidence> evidence) {
        BundleVerdict verdict = VerdictGate.read(evidence, student);
        if (!config.force()) {
            VerdictGate.require(verdict, evidence);
        }
        return verdict;
    }

    /** Refuses to put a bundle in the place of something else. */
    public static void checkPlace(Path base, Path adapter, Path out) {
        Path target = out.toAbsolutePath().normalize();
        for (Path source : List.of(base, adapter)) {
            Path absolute = source.toAbsolutePath().normalize();
            if (absolute.startsWith(target) || target.startsWith(absolute)) {
                throw DasllmException.usage(
                        "The bundle " + out + " would lie in the same place as its source " + source,
                        "Name another folder for the bundle");
            }
        }
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean ours = Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS) && (isEmpty(target) || isBundle(target));
        if (!ours) {
            throw DasllmException.input(
                    out + " exists and is not a bundle, so it is not replaced",
                    "Remove it, or name another folder for the bundle");
        }
    }

    private static boolean isEmpty(Path dir) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(dir)) {
            return !children.iterator().hasNext();
        } catch (IOException e) {
            throw FileFailure.reading(dir, e);
        }
    }

    private static boolean isBundle(Path dir) {
        try {
            return Files.exists(dir.resolve(BundleManifest.FILE))
                    && BundleManifest.ofBundle(dir.resolve(BundleManifest.FILE));
        } catch (DasllmException unreadable) {
            return false;
        }
    }

    private static void copyText(Path base, Path folder) throws IOException {
        TokenizerFiles.copy(base, folder);
        ChatTemplate ofBase = ChatTemplate.load(base);
        ChatTemplate ofStudent = ofBase.withoutThoughts();
        if (ofStudent != ofBase) {
            // Before the template in tokenizer_config.json, for every engine that reads this layout.
            Files.writeString(folder.resolve(ChatTemplate.FILE), ofStudent.source());
        }
        // The base model's terms travel with what is made of it.
        try (DirectoryStream<Path> terms = Files.newDirectoryStream(base, "{LICENSE,NOTICE}*")) {
            for (Path file : terms) {
                if (Files.isRegularFile(file)) {
                    Files.copy(file, folder.resolve(name(file)));
                }
            }
        }
    }

    private static void copyAdapter(Path adapter, Path folder) throws IOException {
        AdapterConfig.read(adapter).write(folder);
        Files.copy(adapter.resolve(AdapterConfig.WEIGHTS_FILE), folder.resolve(AdapterConfig.WEIGHTS_FILE));
    }

    private static String name(Path path) {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }
}
