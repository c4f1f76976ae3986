package org.dasllm.hub.pull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Progress;
import org.dasllm.hub.api.Hub;
import org.dasllm.hub.api.HubFile;
import org.dasllm.hub.api.ModelInfo;
import org.dasllm.hub.api.Patience;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.cache.PullRecord;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.settings.HubSettings;

/** Brings a model here: into the cache that Python tools share, or into a folder of its own. */
public final class Pull {
    private static final int MOST_BYTES_OF_AN_INDEX = 64 << 20;
    /** More than any disk holds: a hub that says so means no good. */
    private static final long MOST_BYTES = 1L << 50;

    private final HubSettings settings;
    private final ModelName name;
    private final FileChoice choice;
    private final Optional<Path> to;
    private final int transfers;
    private final Patience patience;
    private final Progress progress;
    private final Hub hub;

    /**
     * @param to the folder that the files are put into; into the cache where it is empty
     * @param transfers how many files are transferred at the same time
     */
    public Pull(
            HubSettings settings,
            ModelName name,
            FileChoice choice,
            Optional<Path> to,
            int transfers,
            Patience patience,
            Progress progress) {
        this.settings = settings;
        this.name = name;
        this.choice = choice;
        this.to = to;
        this.transfers = transfers;
        this.patience = patience;
        this.progress = progress;
        this.hub = new Hub(settings, name, patience, progress::line);
    }

    /**
     * Asks the hub, and looks what is here; changes nothing.
     *
     * @throws DasllmException if the hub does not have the model or does not give it, or it cannot be used here
     */
    public PullPlan plan() throws InterruptedException {
        if (settings.offline()) {
            throw DasllmException.usage(
                    "HF_HUB_OFFLINE forbids to ask " + settings.endpoint() + " for " + name,
                    "Unset it, or bring the model's folder here from another machine, see --to");
        }
        ModelInfo model = hub.info();
        List<HubFile> files = new ArrayList<>();
        boolean accepted = false;
        for (HubFile file : choice.of(model, index -> index(model, index))) {
            // What a gated model's owner has not let in is known before the first of many gigabytes.
            boolean asks = model.gated().isPresent() && !accepted;
            HubFile known = asks || !file.known() ? hub.stat(model.commit(), file) : file;
            accepted |= asks;
            files.add(file.known() ? file : known);
        }
        files.forEach(file -> requireKnown(file));
        files.sort(Comparator.comparing(HubFile::name));
        Store store = store(model);
        store.require();
        List<PullPlan.Item> items = files.stream()
                .map(file -> new PullPlan.Item(
                        file,
                        store.placed(file) || store.kept(file),
                        cached(file).isPresent(),
                        Transfer.begun(store.partial(file), file)))
                .toList();
        return new PullPlan(model, accepted, store.folder(), items);
    }

    /** A content that the cache has, where it is wanted in a folder. */
    private Optional<Path> cached(HubFile file) {
        Path blob =
                new HubCache(settings.cache()).model(name.id()).resolve("blobs").resolve(file.etag());
        return to.isPresent() && FolderStore.bytes(blob) == file.bytes() ? Optional.of(blob) : Optional.empty();
    }

    private long begun(Store store, HubFile file) {
        return cached(file).isPresent() ? file.bytes() : Transfer.begun(store.partial(file), file);
    }

    private JsonNode index(ModelInfo model, HubFile index) throws InterruptedException {
        return Json.parse(
                hub.text(model.commit(), index, MOST_BYTES_OF_AN_INDEX), JsonNode.class, index.name() + " of " + name);
    }

    private void requireKnown(HubFile file) {
        if (!file.known() || file.bytes() > MOST_BYTES) {
            throw DasllmException.input(
                    settings.endpoint() + " does not say how long " + file.name() + " of " + name
                            + " is and what its hash is, so that it cannot be checked",
                    "Use a hub that does, and check HF_ENDPOINT");
        }
    }

    private Store store(ModelInfo model) {
        return to.<Store>map(folder -> new FolderStore(folder, name, model.commit()))
                .orElseGet(
                        () -> new CacheStore(new HubCache(settings.cache()), name, model.commit(), settings.links()));
    }

    /**
     * Brings what is missing, and writes down where it is from.
     *
     * @return the model's folder
     * @throws DasllmException if something could not be brought; what has come is kept for the next try
     */
    public Path run(PullPlan plan) throws InterruptedException {
        Store store = store(plan.model());
        requireRoom(plan);
        List<PullPlan.Item> missing = new ArrayList<>(
                plan.files().stream().filter(item -> !item.here()).toList());
        // A cache that may only be read is written to only where something is to be added.
        if (!missing.isEmpty()) {
            store.begin();
        }
        plan.files().stream().filter(PullPlan.Item::here).forEach(item -> place(store, item.file()));
        if (!missing.isEmpty()) {
            long total = missing.stream().mapToLong(item -> item.file().bytes()).sum();
            long begun = missing.stream().mapToLong(PullPlan.Item::spared).sum();
            Meter meter = new Meter(progress, total, begun, missing.size());
            // Large ones first, so that none of them is left over for the end.
            missing.sort(Comparator.comparingLong(PullPlan.Item::coming).reversed());
            SideBySide.run(
                    missing.stream()
                            .<SideBySide.Work>map(item -> () -> bring(store, plan.model(), item.file(), meter))
                            .toList(),
                    transfers);
            progress.finish();
        }
        finish(store, plan);
        return store.folder();
    }

    /** What another pull wrote down meanwhile stays. */
    private void finish(Store store, PullPlan plan) throws InterruptedException {
        // A cache that may only be read has no place for a lock.
        if (record(plan, store).isPresent()) {
            try (BlobLock lock = BlobLock.acquire(store.recordLock(), () -> {})) {
                record(plan, store).ifPresent(store::write);
            }
        }
        store.finish();
    }

    /** What is to be written down; empty where it is: who asks again for what is here has not pulled it anew. */
    private Optional<PullRecord> record(PullPlan plan, Store store) {
        Optional<PullRecord> older = store.recorded();
        List<PullRecord.File> files = files(plan, older);
        return older.filter(record -> record.files().equals(files)).isPresent()
                ? Optional.empty()
                : Optional.of(record(plan, files));
    }

    private void bring(Store store, ModelInfo model, HubFile file, Meter meter) throws InterruptedException {
        try (BlobLock lock = BlobLock.acquire(
                store.lock(file),
                () -> meter.line(file.name() + " is being pulled by another process; waiting for it"))) {
            if (store.placed(file) || store.kept(file)) {
                meter.add(file.bytes() - begun(store, file));
                place(store, file);
            } else {
                Transfer transfer = new Transfer(hub, model.commit(), file, cached(file), store.partial(file), meter);
                patience.until(transfer, meter::line);
                store.accept(file, store.partial(file));
            }
            meter.fileIsWhole();
        } catch (IOException e) {
            throw FileFailure.writing(store.folder().resolve(file.name()), file.bytes(), e);
        }
    }

    private static void place(Store store, HubFile file) {
        try {
            store.place(file);
        } catch (IOException e) {
            throw FileFailure.writing(store.folder().resolve(file.name()), 0, e);
        }
    }

    /** Refuses before the first byte what the disk has no room for. */
    private static void requireRoom(PullPlan plan) {
        Path there = plan.folder().toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        long free;
        try {
            free = Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            return;
        }
        if (plan.added() > free) {
            throw DasllmException.input(
                    plan.model().name() + " needs " + plan.added() + " bytes, and the disk of " + there + " has " + free
                            + " left",
                    "Free space there, or set HF_HUB_CACHE to a folder on another disk");
        }
    }

    /** Those of this pull, and those of earlier ones at the same commit. */
    private static List<PullRecord.File> files(PullPlan plan, Optional<PullRecord> older) {
        Map<String, PullRecord.File> files = new TreeMap<>();
        older.ifPresent(record -> record.files().forEach(file -> files.put(file.name(), file)));
        plan.files().stream()
                .map(PullPlan.Item::file)
                .forEach(file -> files.put(file.name(), new PullRecord.File(file.name(), file.bytes(), file.etag())));
        return List.copyOf(files.values());
    }

    private PullRecord record(PullPlan plan, List<PullRecord.File> files) {
        ModelInfo model = plan.model();
        return new PullRecord(
                PullRecord.KIND.version(),
                RunManifest.version(),
                name.id(),
                name.revision(),
                model.commit(),
                settings.endpoint().toString(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                model.licence().name(),
                model.licence().link().orElse(null),
                model.gated().orElse(null),
                model.gated().isPresent() ? plan.accepted() : null,
                files);
    }
}
