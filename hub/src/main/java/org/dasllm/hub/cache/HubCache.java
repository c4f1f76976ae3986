package org.dasllm.hub.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.FileFailure;
import org.dasllm.hub.name.ModelName;

/**
 * The folder that Python's huggingface_hub keeps models in; see the package's description.
 *
 * @param folder need not be there
 */
public record HubCache(Path folder) {
    private static final String MODELS = "models--";
    private static final String SEPARATOR = "--";
    private static final int COMMIT_CHARACTERS = 40;

    /** Where one model is kept. */
    public Path model(String id) {
        return folder.resolve(MODELS + id.replace("/", SEPARATOR));
    }

    /** The commit that a revision was at when it was last pulled; empty where that is not known here. */
    public Optional<String> commit(ModelName name) {
        if (name.pinned()) {
            return Optional.of(name.revision());
        }
        Path ref = ref(name);
        try {
            if (Files.isRegularFile(ref) && Files.size(ref) <= 2 * COMMIT_CHARACTERS) {
                return Optional.of(Files.readString(ref).strip()).filter(ModelName::isCommit);
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** A model's files, if there are any; not all of them need be. */
    public Optional<Snapshot> find(ModelName name) {
        return commit(name)
                .map(commit -> snapshot(name.id(), commit))
                .filter(found -> Files.isDirectory(found.folder()));
    }

    /** The files of one commit, whether or not they are there. */
    public Snapshot snapshot(String id, String commit) {
        Path model = model(id);
        return new Snapshot(
                id,
                commit,
                model.resolve("snapshots").resolve(commit),
                model.resolve(PullRecord.FOLDER).resolve(commit + ".json"));
    }

    /** All models at all commits that are here, sorted. */
    public List<Snapshot> snapshots() {
        List<Snapshot> all = new ArrayList<>();
        for (Path model : children(folder)) {
            String name = String.valueOf(model.getFileName());
            if (!name.startsWith(MODELS)) {
                continue;
            }
            String id = name.substring(MODELS.length()).replace(SEPARATOR, "/");
            for (Path snapshot : children(model.resolve("snapshots"))) {
                String commit = String.valueOf(snapshot.getFileName());
                if (ModelName.isCommit(commit) && Files.isDirectory(snapshot)) {
                    all.add(snapshot(id, commit));
                }
            }
        }
        all.sort(Comparator.comparing(Snapshot::model).thenComparing(Snapshot::commit));
        return all;
    }

    /** The snapshot that a folder is, by its place alone. */
    public static Optional<Snapshot> containing(Path snapshot) {
        Path absolute = snapshot.toAbsolutePath().normalize();
        Path commit = absolute.getFileName();
        Path snapshots = absolute.getParent();
        Path model = snapshots == null ? null : snapshots.getParent();
        Path cache = model == null ? null : model.getParent();
        if (commit == null || snapshots == null || model == null || cache == null) {
            return Optional.empty();
        }
        String name = String.valueOf(model.getFileName());
        boolean layout = name.startsWith(MODELS)
                && "snapshots".equals(String.valueOf(snapshots.getFileName()))
                && ModelName.isCommit(commit.toString());
        return layout
                ? Optional.of(new HubCache(cache)
                        .snapshot(name.substring(MODELS.length()).replace(SEPARATOR, "/"), commit.toString()))
                : Optional.empty();
    }

    /** The revisions whose last pull was at a commit, sorted. */
    public List<String> revisions(Snapshot snapshot) {
        Path refs = model(snapshot.model()).resolve("refs");
        List<String> names = new ArrayList<>();
        collect(refs, refs, snapshot, names);
        names.sort(Comparator.naturalOrder());
        return names;
    }

    private void collect(Path refs, Path below, Snapshot snapshot, List<String> names) {
        for (Path child : children(below)) {
            String name = refs.relativize(child).toString().replace('\\', '/');
            if (Files.isDirectory(child)) {
                collect(refs, child, snapshot, names);
            } else if (commit(new ModelName(snapshot.model(), name))
                    .filter(snapshot.commit()::equals)
                    .isPresent()) {
                names.add(name);
            }
        }
    }

    private Path ref(ModelName name) {
        return model(name.id()).resolve("refs").resolve(name.revision());
    }

    /**
     * Writes down which commit a revision is at. The new content is made elsewhere, since whatever lies among the revisions is one
     * to Python's tools.
     */
    public void point(ModelName name, String commit) {
        if (name.revision().equals(commit) || commit(name).equals(Optional.of(commit))) {
            return;
        }
        Path ref = ref(name);
        Path scratch = model(name.id()).resolve(PullRecord.FOLDER);
        try {
            Files.createDirectories(scratch);
            Path parent = ref.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Path made = Files.createTempFile(scratch, "ref", ".partial");
            try {
                Files.write(made, commit.getBytes(StandardCharsets.US_ASCII));
                Files.move(made, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException e) {
            throw FileFailure.writing(ref, 0, e);
        }
    }

    private static List<Path> children(Path folder) {
        List<Path> children = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return children;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (NotDirectoryException e) {
            return children;
        } catch (IOException e) {
            throw FileFailure.reading(folder, e);
        }
        return children;
    }
}
