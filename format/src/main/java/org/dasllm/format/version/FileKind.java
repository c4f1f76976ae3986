package org.dasllm.format.version;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.TextFile;

/**
 * A kind of file whose layout has a version.
 *
 * @param name what one such file is, such as {@code the plan of an evaluation}
 * @param key the file's component that holds its version
 * @param version the newest version that this program reads, and the one that it writes; it reads all older ones too
 */
public record FileKind(String name, String key, int version) {
    /** The version of a file that names none. */
    private static final int FIRST = 1;

    /**
     * Reads a whole file into a record whose component {@link #key} holds the version. Another version is refused before
     * anything else is looked at.
     *
     * @throws DasllmException if the file is of a version that this program does not read, or is not as its version says
     */
    public <T> T read(Path file, Class<T> type) {
        String text = TextFile.read(file);
        JsonNode tree = Json.parse(text, JsonNode.class, file.toString());
        require(tree, file.toString());
        if (tree instanceof ObjectNode object && !tree.has(key)) {
            // At the end, so that the lines of a file that was written here keep their numbers in messages.
            return Json.parse(Json.pretty(object.put(key, FIRST)), type, file.toString());
        }
        return Json.parse(text, type, file.toString());
    }

    /** Reads a whole file as a tree; refuses what {@link #read} refuses because of its version. */
    public JsonNode readTree(Path file) {
        JsonNode tree = Json.readTree(file);
        require(tree, file.toString());
        return tree;
    }

    /**
     * Refuses content of a version that this program does not read.
     *
     * @param where the file, and the line where that matters
     */
    public void require(JsonNode content, String where) {
        JsonNode found = content.path(key);
        if (found.isMissingNode()) {
            return;
        }
        if (!found.isIntegralNumber() || found.bigIntegerValue().signum() < 1) {
            throw DasllmException.input(
                    where + " should be " + name + ", but its " + key + " is " + shown(found)
                            + " instead of a whole number from 1",
                    "Restore the file or make it again");
        }
        if (!found.canConvertToInt() || found.intValue() > version) {
            throw DasllmException.input(
                    where + " is " + name + " of version " + shown(found) + ", and this program reads "
                            + (version == FIRST ? "version " + FIRST : "versions " + FIRST + " to " + version),
                    "Use a newer dasllm, such as the one that wrote it");
        }
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
