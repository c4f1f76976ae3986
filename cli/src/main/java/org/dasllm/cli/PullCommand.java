package org.dasllm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.hub.api.Patience;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.cache.Snapshot;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.pull.FileChoice;
import org.dasllm.hub.pull.Pull;
import org.dasllm.hub.pull.PullPlan;
import org.dasllm.hub.settings.HubSettings;
import org.dasllm.model.tokenizer.TokenizerFiles;
import org.dasllm.trainer.estimate.Quantity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm pull}. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        header = "Bring a model here from the Hugging Face Hub.",
        description = {
            "Into the cache that Python tools share, only the files that are needed.",
            "student.base, serve and chat then take the model by its name. What was cut "
                    + "off goes on where it stopped. The variables of huggingface_hub count: HF_HOME, "
                    + "HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HUB_OFFLINE and "
                    + "HF_HUB_DOWNLOAD_TIMEOUT (seconds of silence)."
        })
final class PullCommand implements Callable<Integer> {
    private static final int MOST_TRANSFERS = 32;

    @Parameters(
            paramLabel = "ORG/MODEL[@REVISION]",
            description = "the model; its revision is main where none is given")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String model;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            description = "put plain files into a new folder, to carry it elsewhere, and leave the cache alone")
    private @Nullable Path to;

    @Option(
            names = "--file",
            paramLabel = "NAME",
            description = "bring this file of the model alone, such as a GGUF file; may be repeated")
    private List<String> files = new ArrayList<>();

    @Option(names = "--transfers", defaultValue = "4", description = "files at the same time, ${DEFAULT-VALUE}")
    private int transfers;

    @Option(
            names = "--certificate-authorities",
            paramLabel = "FILE",
            description =
                    "trust an organisation's own certificate authorities too: a PEM file; otherwise SSL_CERT_FILE counts")
    private @Nullable Path authorities;

    @Option(
            names = "--dry-run",
            description = "say what would come, how much of it, under which licence, and change nothing")
    private boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (transfers < 1 || transfers > MOST_TRANSFERS) {
            throw DasllmException.usage(
                    "--transfers is " + transfers, "Set it to a number from 1 to " + MOST_TRANSFERS);
        }
        HubSettings settings = HubSettings.here();
        if (authorities != null) {
            settings = settings.withAuthorities(authorities);
        }
        ModelName name = ModelName.parse(model);
        Optional<Path> here = offline(settings, name);
        if (here.isPresent()) {
            System.err.println("  HF_HUB_OFFLINE forbids to ask the hub; the model is here as it was pulled.");
            System.out.println(here.get());
            return ExitCode.DONE.number();
        }
        Pull pull = new Pull(
                settings,
                name,
                new FileChoice(TokenizerFiles::includes, files),
                Optional.ofNullable(to),
                transfers,
                Patience.USUAL,
                TerminalProgress.standard());
        PullPlan plan = pull.plan();
        if (!dryRun) {
            terms(settings, plan);
            pull.run(plan);
        }
        if (json) {
            System.out.println(Json.line(facts(settings, plan)));
        } else if (dryRun) {
            describe(plan);
        } else {
            System.out.println(plan.folder());
        }
        return ExitCode.DONE.number();
    }

    /** Where the model is, if it is here and nobody may be asked whether there is a newer one. */
    private Optional<Path> offline(HubSettings settings, ModelName name) {
        boolean looks = settings.offline() && to == null && files.isEmpty() && !dryRun && !json;
        return Optional.of(name)
                .filter(each -> looks)
                .flatMap(each -> new HubCache(settings.cache()).find(each))
                .filter(snapshot -> snapshot.missing().isEmpty())
                .map(Snapshot::folder);
    }

    /** What a user should know of the terms, beside the progress. */
    private static void terms(HubSettings settings, PullPlan plan) {
        System.err.println("  " + plan.model().name() + ", licence as its card says: "
                + plan.model().licence());
        plan.model()
                .gated()
                .ifPresent(gated -> System.err.println(
                        "  It is gated: its terms, which your account has accepted, are at " + settings.endpoint() + "/"
                                + plan.model().name().id()));
    }

    private static void describe(PullPlan plan) {
        String access = plan.model()
                .gated()
                .map(gated -> "gated (" + gated + "), and given to your token")
                .orElse("not gated");
        System.out.println(plan.model().name() + " at commit " + plan.model().commit() + ", licence "
                + plan.model().licence() + ", " + access);
        for (PullPlan.Item item : plan.files()) {
            String state = item.here()
                    ? "here"
                    : item.cached() ? "in the cache" : item.begun() > 0 ? size(item.begun()) + " here" : "";
            System.out.println(String.format(
                            Locale.ROOT,
                            "  %10s  %s  %s",
                            size(item.file().bytes()),
                            item.file().name(),
                            state)
                    .stripTrailing());
        }
        System.out.println(plan.files().size() + " files, " + size(plan.bytes()) + ", of which " + size(plan.coming())
                + " would come, into " + plan.folder());
    }

    private static String size(long bytes) {
        return bytes < 1_000_000 ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3) : Quantity.bytes(bytes);
    }

    private static Map<String, Object> facts(HubSettings settings, PullPlan plan) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("model", plan.model().name().id());
        facts.put("revision", plan.model().name().revision());
        facts.put("commit", plan.model().commit());
        facts.put("endpoint", settings.endpoint().toString());
        facts.put("licence", plan.model().licence().name());
        plan.model().licence().link().ifPresent(link -> facts.put("licenceLink", link));
        facts.put("gated", plan.model().gated().orElse("no"));
        facts.put("folder", plan.folder().toString());
        facts.put("bytes", plan.bytes());
        facts.put("comingBytes", plan.coming());
        facts.put(
                "files",
                plan.files().stream()
                        .map(item -> {
                            Map<String, Object> file = new LinkedHashMap<>();
                            file.put("name", item.file().name());
                            file.put("bytes", item.file().bytes());
                            file.put("etag", item.file().etag());
                            file.put("comingBytes", item.coming());
                            return file;
                        })
                        .toList());
        return facts;
    }
}
