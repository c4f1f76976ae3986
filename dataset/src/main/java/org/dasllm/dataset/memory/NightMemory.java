package org.dasllm.dataset.memory;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * Tables that a curation leaves for the next one in a folder of their own: what was worked out about single rows by the hash of their line,
 * and about pairs of prompts by the hash of their shingles. They hold results of the same functions that a curation without a memory
 * calls, and are used only under the same rules, so that a dataset is the same with them and without.
 *
 * <p>{@code memory.json} names the tables' folders, and takes the place of the one before in one step when all of them are written: whoever is
 * killed leaves the memory of the night before. A folder belongs to one curation at a time.
 */
public final class NightMemory {
    private static final String INDEX = "memory.json";
    private static final int VERSION = 3;

    /** So many additions to a table are kept side by side; then it is written anew, without what is no longer in the inputs. */
    private static final int MOST_PARTS = 16;

    private @Nullable Store store;
    private @Nullable MemoryIndex before;

    /** Tables are written side by side. */
    private final Map<String, List<String>> tables = new ConcurrentSkipListMap<>();

    private final Map<String, Boolean> facts = new ConcurrentSkipListMap<>();

    /** @param rules see {@link MemoryIndex} */
    private record Store(FileSystem files, Path folder, String rules, SparkSession session) {}

    /**
     * Opens a folder, or one that is to be made; until then nothing is remembered.
     *
     * @param rules a hash of all that decides what is remembered
     * @throws DasllmException if the folder holds something else, or its index cannot be read
     */
    public void open(Path folder, String rules, SparkSession session) {
        try {
            FileSystem found = folder.getFileSystem(session.sparkContext().hadoopConfiguration());
            FileSystem files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
            Store opened = new Store(files, files.makeQualified(folder), rules, session);
            Optional<MemoryIndex> index = read(opened);
            if (index.isEmpty() && files.exists(opened.folder()) && holdsOthers(opened)) {
                throw DasllmException.input(
                        "The folder " + folder
                                + " of curate.memory holds something that is not the memory of a curation",
                        "Give a folder that is empty or not there yet");
            }
            if (index.isPresent()) {
                requireTables(opened, index.get());
            }
            store = opened;
            before = index.orElse(null);
        } catch (IOException e) {
            throw DasllmException.input(
                    "The folder " + folder + " of curate.memory cannot be read (" + e.getMessage() + ")",
                    "Check the folder and its rights",
                    e);
        }
    }

    private static Optional<MemoryIndex> read(Store store) throws IOException {
        Path path = new Path(store.folder(), INDEX);
        try (InputStream in = store.files().open(path)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int version = Json.parse(text, JsonNode.class, path.toString())
                    .path("version")
                    .asInt();
            // Another layout is no loss: all of it can be worked out again.
            return Optional.of(
                    version == VERSION
                            ? Json.parse(text, MemoryIndex.class, path.toString())
                            : new MemoryIndex(version, "", Map.of(), Map.of()));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (DasllmException broken) {
            throw damaged(store.folder(), broken.what());
        }
    }

    private static void requireTables(Store store, MemoryIndex index) throws IOException {
        for (List<String> parts : index.tables().values()) {
            for (String part : parts) {
                if (!store.files().exists(new Path(store.folder(), part))) {
                    throw damaged(store.folder(), "its table " + part + " is missing");
                }
            }
        }
    }

    private static DasllmException damaged(Path folder, String what) {
        return DasllmException.input(
                "The memory in " + folder.toUri().getPath() + " is damaged: " + what,
                "Delete that folder; the next curation works everything out anew and comes to the same dataset");
    }

    /** Anything but tables of a memory that was not finished. */
    private static boolean holdsOthers(Store store) throws IOException {
        for (FileStatus status : store.files().listStatus(store.folder())) {
            if (!isTable(status)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTable(FileStatus status) {
        return status.getPath().getName().startsWith("table-")
                || status.getPath().getName().startsWith(INDEX);
    }

    /** Whether anything is to be remembered. */
    public boolean active() {
        return store != null;
    }

    /** Whether there is something of the night before that can be used. */
    public boolean usable() {
        return store != null && before != null && before.rules().equals(store.rules());
    }

    /** Why what is there is not used; empty where it is, or where nothing is there. */
    public Optional<String> refusal() {
        return store == null || before == null || usable()
                ? Optional.empty()
                : Optional.of("The memory in " + store.folder().toUri().getPath()
                        + " is of another configuration or version, and is not used: everything is worked out anew");
    }

    /** A table of the night before; empty where there is none, or none that can be used. */
    public Optional<Dataset<Row>> table(String name) {
        if (store == null || before == null || !usable()) {
            return Optional.empty();
        }
        List<String> parts = before.tables().getOrDefault(name, List.of());
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(store.session()
                        .read()
                        .parquet(parts.stream()
                                .map(part -> new Path(store.folder(), part).toString())
                                .toArray(String[]::new)));
    }

    /** What a failure of Spark means where it is about a table of the night before; empty for any other. */
    public Optional<RuntimeException> damageIn(Throwable failure) {
        if (store == null || before == null || !usable()) {
            return Optional.empty();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            for (List<String> parts : before.tables().values()) {
                for (String part : parts) {
                    if (message.contains(store.folder().getName() + "/" + part)) {
                        return Optional.of(damaged(store.folder(), "its table " + part + " cannot be read"));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a fact of the night before held. */
    public boolean fact(String name) {
        return usable() && before != null && before.facts().getOrDefault(name, false);
    }

    /**
     * Whether rows are added to the tables of the night before; if not, all of them are to be replaced in this night, so that none of them lacks what
     * another one refers to.
     */
    public boolean hasRoom() {
        return usable()
                && before != null
                && before.tables().values().stream().allMatch(parts -> parts.size() < MOST_PARTS);
    }

    /** Writes a table for the next night in the place of the one that is there. */
    public void replace(String name, Dataset<Row> rows) {
        if (store != null) {
            tables.put(name, List.of(written(store, name, rows)));
        }
    }

    /** Keeps a table of the night before, with more rows. */
    public void add(String name, Dataset<Row> rows) {
        if (store != null && before != null) {
            List<String> parts = new ArrayList<>(before.tables().getOrDefault(name, List.of()));
            parts.add(written(store, name, rows));
            tables.put(name, parts);
        }
    }

    /**
     * The lines of a file of the dataset, merged with those of the nights before.
     *
     * @param name of the lines in the memory
     * @param standing the keys of the lines of the nights before that count
     * @param anew whether all lines are written for the next night; else those are added that are given to be remembered
     * @param sink takes all of them in their order
     */
    public MergedLines lines(String name, KeyTable standing, boolean anew, MergedLines.Sink sink) throws IOException {
        if (store == null) {
            return new MergedLines(List.of(), standing, null, anew, sink);
        }
        List<String> parts =
                before == null || !usable() ? List.of() : before.tables().getOrDefault(name, List.of());
        List<WrittenLines.Reader> readers = new ArrayList<>();
        if (standing.size() > 0) {
            for (String part : parts) {
                readers.add(reader(store, part));
            }
        }
        String part = part(name);
        List<String> all = new ArrayList<>(anew ? List.of() : parts);
        all.add(part);
        tables.put(name, all);
        FileSystem files = store.files();
        return new MergedLines(
                readers,
                standing,
                new WrittenLines.Writer(files.create(new Path(store.folder(), part), true)),
                anew,
                sink);
    }

    private static WrittenLines.Reader reader(Store store, String part) throws IOException {
        return new WrittenLines.Reader(
                store.files().open(new Path(store.folder(), part)),
                () -> damaged(store.folder(), "its table " + part + " cannot be read"));
    }

    public void fact(String name, boolean holds) {
        facts.put(name, holds);
    }

    private static String written(Store store, String name, Dataset<Row> rows) {
        String part = part(name);
        rows.write()
                .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", false)
                .parquet(new Path(store.folder(), part).toString());
        return part;
    }

    private static String part(String name) {
        return "table-" + name + "-" + UUID.randomUUID();
    }

    /** Makes what was written the memory of this night, and removes what is of no more use. */
    public void commit() throws IOException {
        if (store == null) {
            return;
        }
        FileSystem files = store.files();
        Path draft = new Path(store.folder(), INDEX + ".writing");
        try (OutputStream out = files.create(draft, true)) {
            out.write(Json.pretty(new MemoryIndex(VERSION, store.rules(), tables, facts))
                    .getBytes(StandardCharsets.UTF_8));
        }
        Path index = new Path(store.folder(), INDEX);
        if (!files.rename(draft, index)) {
            // Not every file system puts a file in the place of another; who is killed here has no memory, and loses
            // time alone.
            files.delete(index, false);
            if (!files.rename(draft, index)) {
                throw new IOException("cannot rename " + draft + " to " + index);
            }
        }
        List<String> used = tables.values().stream().flatMap(List::stream).toList();
        for (FileStatus status : files.listStatus(store.folder())) {
            String name = status.getPath().getName();
            if (isTable(status) && !name.equals(INDEX) && !used.contains(name)) {
                files.delete(status.getPath(), true);
            }
        }
    }
}
