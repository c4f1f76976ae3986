package org.dasllm.export.bundle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.dasllm.format.bundle.BundleFiles;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Place;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.probe.ProbeComparison;
import org.dasllm.model.probe.Rounding;

/**
 * Lets a bundle answer only if its files are those of its manifest and its model is the one that was trained. The files are hashed
 * while the model is loaded from them. A folder without a bundle's manifest is no bundle, and passes.
 *
 * <p>No signature is asked for: this finds what happened to a bundle on its way, not who rewrote it together with its manifest.
 */
public final class BundleCheck {
    private static final long QUIET_MILLIS = 500;

    /** Prompts that are asked whenever a bundle is loaded: a start is to be quick, and was preceded by the export's own comparison. */
    private static final int AT_LOAD = 4;

    private final Path folder;
    private final Progress progress;
    private final AtomicLong hashed = new AtomicLong();
    private final Optional<CompletableFuture<Verification>> verification;

    private BundleCheck(Path folder, Progress progress) {
        this.folder = folder;
        this.progress = progress;
        Path manifest = folder.resolve(BundleManifest.FILE);
        boolean bundle = Files.isRegularFile(manifest) && BundleManifest.ofBundle(manifest);
        this.verification = bundle ? Optional.of(CompletableFuture.supplyAsync(this::verify)) : Optional.empty();
    }

    private Verification verify() {
        return Verification.verify(folder, hashed::addAndGet);
    }

    /**
     * Begins to hash a bundle's files, on another thread.
     *
     * @param folder a bundle, or any model
     * @param progress shows the hashing where it takes longer than the loading
     * @throws DasllmException if the manifest cannot be read
     */
    public static BundleCheck begin(Path folder, Progress progress) {
        return new BundleCheck(folder, progress);
    }

    /** Why a bundle could not be loaded: a damaged one says so itself, whatever it was that failed first because of it. */
    public RuntimeException reason(RuntimeException failure) {
        try {
            return requireWhole()
                    .filter(whole -> whole.manifest().kind().equals(ExportKind.ADAPTER.name()))
                    .<RuntimeException>map(whole -> adapterAlone())
                    .orElse(failure);
        } catch (DasllmException damaged) {
            if (damaged != failure) {
                damaged.addSuppressed(failure);
            }
            return damaged;
        }
    }

    private DasllmException adapterAlone() {
        return adapterAlone(folder);
    }

    static DasllmException adapterAlone(Path folder) {
        return DasllmException.input(
                "The bundle " + Place.of(folder) + " holds an adapter alone, which answers only beside its base model",
                "Export with kind merged or both");
    }

    /**
     * Lets a loaded model pass.
     *
     * @return what to tell of it, such as that its probes agree; empty for what is no bundle
     * @throws DasllmException naming the file that is not as the manifest says, or how the model differs from the trained one
     */
    public Optional<String> require(LanguageModel model) {
        return requireWhole()
                .map(whole -> "verified: " + whole.manifest().files().size() + " files; probes: "
                        + compared(whole.manifest(), model));
    }

    private Optional<Verification> requireWhole() {
        Optional<Verification> whole = verification.map(this::awaited);
        whole.ifPresent(Verification::require);
        return whole;
    }

    private Verification awaited(CompletableFuture<Verification> running) {
        try {
            return running.get(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            return watched(running);
        } catch (InterruptedException | ExecutionException failed) {
            return joined(running);
        }
    }

    private Verification watched(CompletableFuture<Verification> running) {
        progress.start("verifying", BundleFiles.bytes(folder) / Verification.MEGABYTE, "MB");
        boolean working = true;
        while (working) {
            progress.update(hashed.get() / Verification.MEGABYTE, "");
            working = stillWorkingAfterAMoment(running);
        }
        progress.finish();
        return joined(running);
    }

    private static boolean stillWorkingAfterAMoment(CompletableFuture<Verification> running) {
        try {
            running.get(QUIET_MILLIS, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException working) {
            return true;
        } catch (InterruptedException | ExecutionException ended) {
            return false;
        }
    }

    private static Verification joined(CompletableFuture<Verification> running) {
        try {
            return running.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private String compared(BundleManifest manifest, LanguageModel model) {
        return compared(folder, AT_LOAD, manifest, model, List.of(), "The weights in " + Place.of(folder));
    }

    /**
     * Compares a model that was made of a bundle with the bundle's neutral probes.
     *
     * @param most the most prompts to ask
     * @param further what the bundle's weights were rounded to after the export
     * @param what the weights, to begin a sentence with
     */
    static String compared(
            Path bundle, int most, BundleManifest manifest, LanguageModel model, List<Rounding> further, String what) {
        Path file = bundle.resolve(Probes.NEUTRAL_FILE);
        if (!Files.exists(file)) {
            return "not compared, since the bundle has no neutral probes";
        }
        List<Rounding> stored = new ArrayList<>(further);
        stored.add(Rounding.ofStored(manifest.dtype()));
        return new ProbeComparison(first(Probes.read(file), most), stored).require(model, what);
    }

    private static Probes first(Probes all, int most) {
        return new Probes(
                all.version(),
                all.adapterSha256(),
                all.precision(),
                all.base(),
                all.device(),
                all.samples(),
                all.probes().subList(0, Math.min(most, all.probes().size())));
    }
}
