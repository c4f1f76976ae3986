package org.dasllm.harvest.review;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;

/**
 * Writes {@code disagreements.csv}: the rows with the least share first, since people begin at the top. Only where a row stands is kept in
 * memory. What people have filled in is never overwritten: the next free name is taken instead.
 */
public final class DisagreementsFile implements AutoCloseable {
    private static final String STEM = "disagreements";

    private static final String SUFFIX = ".csv";

    static final int CANDIDATES = 5;

    private static final int MOST_PROMPT_CHARACTERS = 4000;

    private final Path folder;
    private final Path partial;
    private final BufferedOutputStream out;
    private final List<Place> rows = new ArrayList<>();
    private long written;

    /** Where a row is in the partial file, in bytes. */
    private record Place(double share, long from, int length) {}

    /** Begins one that nobody sees before {@link #commit}. */
    public DisagreementsFile(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            this.partial = AtomicFile.partial(folder.resolve(STEM + SUFFIX));
            this.out = new BufferedOutputStream(Files.newOutputStream(partial));
        } catch (IOException e) {
            throw FileFailure.writing(folder.resolve(STEM + SUFFIX), 0, e);
        }
    }

    private static List<String> header() {
        List<String> names = new ArrayList<>(List.of("row", "id", "prompt", "share", "people"));
        for (int i = 1; i <= CANDIDATES; i++) {
            names.add("candidate_" + i);
            names.add("by_" + i);
        }
        names.addAll(List.of("others", "choice", "label", "annotator", "note"));
        return names;
    }

    public void add(DisputedPrompt disputed) {
        List<String> cells = new ArrayList<>(List.of(
                disputed.row(),
                disputed.id(),
                cut(disputed.prompt()),
                String.format(Locale.ROOT, "%.3f", disputed.share()),
                disputed.people()));
        List<DisputedPrompt.Candidate> candidates = disputed.candidates();
        for (int i = 0; i < CANDIDATES; i++) {
            boolean there = i < candidates.size();
            cells.add(there ? candidates.get(i).answer() : "");
            cells.add(there ? candidates.get(i).by() : "");
        }
        cells.add(candidates.stream()
                .skip(CANDIDATES)
                .map(each -> each.answer() + " (" + each.by() + ")")
                .collect(Collectors.joining("\n")));
        cells.addAll(List.of("", "", "", ""));
        try {
            byte[] row = (cells.stream().map(SafeCell::written).collect(Collectors.joining(",")) + "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            out.write(row);
            rows.add(new Place(disputed.share(), written, row.length));
            written += row.length;
        } catch (IOException e) {
            throw FileFailure.writing(folder.resolve(STEM + SUFFIX), 0, e);
        }
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MOST_PROMPT_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_PROMPT_CHARACTERS)) + "…";
    }

    public long rows() {
        return rows.size();
    }

    /** Puts the file into its place, whole, and says where that is. */
    public Path commit() {
        Path place = folder.resolve(STEM + SUFFIX);
        try {
            out.close();
            for (int number = 2; isFilledIn(place); number++) {
                place = folder.resolve(STEM + "-" + number + SUFFIX);
            }
            AtomicFile.write(place, this::sorted);
            return place;
        } catch (IOException e) {
            throw FileFailure.writing(place, 0, e);
        }
    }

    private void sorted(OutputStream target) throws IOException {
        // Without the mark Excel reads the file in the encoding of its own country.
        target.write(('\uFEFF' + String.join(",", header()) + "\r\n").getBytes(StandardCharsets.UTF_8));
        // Stable: of rows with one share the first prompt stays first.
        rows.sort(Comparator.comparingDouble(Place::share));
        try (RandomAccessFile from = new RandomAccessFile(partial.toFile(), "r")) {
            for (Place row : rows) {
                byte[] bytes = new byte[row.length()];
                from.seek(row.from());
                from.readFully(bytes);
                target.write(bytes);
            }
        }
    }

    /** Whether somebody has written into it; also what cannot be read is somebody's. */
    private static boolean isFilledIn(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try {
            return !ReviewedFile.read(file, false).isEmpty();
        } catch (DasllmException notAsWritten) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            throw FileFailure.writing(folder.resolve(STEM + SUFFIX), 0, e);
        }
    }
}
