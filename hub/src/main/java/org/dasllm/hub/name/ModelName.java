package org.dasllm.hub.name;

import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;

/**
 * A model on a hub at one of its revisions.
 *
 * @param id {@code ORG/MODEL}, or a single name for a few old models
 * @param revision a branch, a tag or a commit
 */
public record ModelName(String id, String revision) {
    public static final String DEFAULT_REVISION = "main";

    private static final String PART = "[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?";
    private static final Pattern ID = Pattern.compile("(?:" + PART + "/)?" + PART);
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    /** What git allows in the name of a reference; see git-check-ref-format. */
    private static final Pattern REVISION = Pattern.compile("[^\\s\\p{Cntrl}~^:?*\\[\\\\@{}]{1,200}");

    /**
     * Reads {@code ORG/MODEL} or {@code ORG/MODEL@REVISION}.
     *
     * @throws DasllmException if it is no such name
     */
    public static ModelName parse(String text) {
        int at = text.indexOf('@');
        String id = at < 0 ? text : text.substring(0, at);
        String revision = at < 0 ? DEFAULT_REVISION : text.substring(at + 1);
        if (!validId(id)) {
            throw DasllmException.usage(
                    "'" + id + "' is not the name of a model on a hub",
                    "Write ORG/MODEL or ORG/MODEL@REVISION, such as HuggingFaceTB/SmolLM2-135M-Instruct@main");
        }
        if (!validRevision(revision)) {
            throw DasllmException.usage(
                    "'" + revision + "' is not the name of a revision",
                    "Write a branch, a tag or a commit behind the @, such as " + id + "@main");
        }
        return new ModelName(id, revision);
    }

    /** The model that a text names where a folder could stand too: with an organisation or a revision. */
    public static Optional<ModelName> in(String text) {
        int at = text.indexOf('@');
        String id = at < 0 ? text : text.substring(0, at);
        boolean meant = at >= 0 || id.indexOf('/') > 0;
        return meant && validId(id) && (at < 0 || validRevision(text.substring(at + 1)))
                ? Optional.of(parse(text))
                : Optional.empty();
    }

    private static boolean validId(String id) {
        return ID.matcher(id).matches() && !id.contains("--") && !id.contains("..") && !id.endsWith(".git");
    }

    private static boolean validRevision(String revision) {
        boolean parts = true;
        for (String part : revision.split("/", -1)) {
            parts &= !part.isEmpty() && !part.startsWith(".") && !part.endsWith(".lock") && !part.endsWith(".");
        }
        return parts && REVISION.matcher(revision).matches() && !revision.contains("..");
    }

    /** Whether a text is the full hash of a commit. */
    public static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /** Whether the revision is a commit, which never changes. */
    public boolean pinned() {
        return isCommit(revision);
    }

    /** The same model at another revision. */
    public ModelName at(String other) {
        return new ModelName(id, other);
    }

    /** As people write it. */
    @Override
    public String toString() {
        return revision.equals(DEFAULT_REVISION) ? id : id + "@" + revision;
    }
}
