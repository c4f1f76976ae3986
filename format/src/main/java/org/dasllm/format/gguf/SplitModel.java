package org.dasllm.format.gguf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dasllm.format.error.DasllmException;

/**
 * The parts of a model that {@code llama-gguf-split} has cut. Part i of n, counted from 0, has the keys {@code split.no} = i,
 * {@code split.count} = n and {@code split.tensors.count}, the tensors of all parts; its name ends in
 * {@code -0000(i+1)-of-0000n.gguf}. The first part has the model's keys.
 */
final class SplitModel {
    private static final String NUMBER = "split.no";
    private static final String COUNT = "split.count";
    private static final String TENSORS = "split.tensors.count";

    /** Parts are counted in 16 bits. */
    private static final long MOST_PARTS = 0xffff;

    private SplitModel() {}

    /**
     * Opens the parts after the first; none of a file that is whole.
     *
     * @return all parts, the first before
     * @throws DasllmException if the file is not the first part, or a part is missing or of another model
     */
    static List<GgufPart> open(GgufPart first) {
        long count = first.metadata().whole(COUNT).orElse(1);
        if (count <= 1) {
            return List.of(first);
        }
        if (count > MOST_PARTS) {
            throw DasllmException.input(
                    first.path() + " would be one of " + count + " parts, and " + MOST_PARTS + " are allowed",
                    "Download the file again");
        }
        long number = first.metadata().whole(NUMBER).orElse(-1);
        String ending = ending(0, count);
        String name = String.valueOf(first.path().getFileName());
        String own = ending(number, count);
        if (!name.endsWith(own)) {
            throw DasllmException.input(
                    first.path() + " is part " + (number + 1) + " of " + count
                            + " of a model, and its name does not end in '" + own + "', by which the others are found",
                    "Give all parts the names they had");
        }
        String prefix = name.substring(0, name.length() - own.length());
        if (number != 0) {
            throw DasllmException.input(
                    first.path() + " is part " + (number + 1) + " of " + count + " of a model",
                    "Name the first part: " + prefix + ending);
        }
        List<GgufPart> parts = new ArrayList<>(List.of(first));
        try {
            for (long i = 1; i < count; i++) {
                Path part = first.path().resolveSibling(prefix + ending(i, count));
                if (!Files.isRegularFile(part)) {
                    throw DasllmException.input(
                            "The part " + part + " of " + first.path() + " is missing",
                            "Download it, and put all " + count + " parts into one folder");
                }
                parts.add(GgufPart.open(part));
                requireNumber(parts.get(parts.size() - 1), i, count, first);
            }
            requireTensors(first, parts);
            return List.copyOf(parts);
        } catch (RuntimeException e) {
            parts.subList(1, parts.size()).forEach(GgufPart::close);
            throw e;
        }
    }

    /** All tensors by name, part by part in the order of their data. */
    static Map<String, GgufPart> byTensor(List<GgufPart> parts) {
        Map<String, GgufPart> owners = new LinkedHashMap<>();
        for (GgufPart part : parts) {
            for (String tensor : part.header().tensors().keySet()) {
                GgufPart other = owners.putIfAbsent(tensor, part);
                if (other != null) {
                    throw foreign(
                            part,
                            parts.get(0),
                            "it has the tensor '" + GgufHeader.shown(tensor) + "', which " + other.path() + " has too");
                }
            }
        }
        return Collections.unmodifiableMap(owners);
    }

    private static void requireNumber(GgufPart part, long number, long count, GgufPart first) {
        long is = part.metadata().whole(NUMBER).orElse(-1);
        long of = part.metadata().whole(COUNT).orElse(-1);
        if (is != number || of != count) {
            String what = is < 0 || of < 0 ? "no part of anything" : "part " + (is + 1) + " of " + of;
            throw foreign(part, first, "it says that it is " + what);
        }
    }

    private static void requireTensors(GgufPart first, List<GgufPart> parts) {
        long there =
                parts.stream().mapToLong(part -> part.header().tensors().size()).sum();
        long expected = first.metadata().whole(TENSORS).orElse(there);
        if (there != expected) {
            throw DasllmException.input(
                    first.path() + " is the first of " + parts.size() + " parts that have " + there
                            + " tensors together, " + "and it says " + expected,
                    "Download all parts again, from one place");
        }
    }

    private static DasllmException foreign(GgufPart part, GgufPart first, String why) {
        return DasllmException.input(
                part.path() + " is not the part of " + first.path() + " that its name says: " + why,
                "Download all parts again, from one place");
    }

    private static String ending(long number, long count) {
        return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", number + 1, count);
    }
}
