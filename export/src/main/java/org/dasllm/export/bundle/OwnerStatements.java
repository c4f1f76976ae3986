package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * What only people can say of a model, as the evaluation's report has it from {@code evaluate.report}: the bundle says the same.
 *
 * @param intendedUse what it is for; null, like the others, where nobody has said
 * @param outOfScope uses it is not meant for
 * @param owner who answers for it
 */
record OwnerStatements(
        @Nullable String intendedUse,
        @Nullable String outOfScope,
        @Nullable String owner) {
    private static final OwnerStatements NONE = new OwnerStatements(null, null, null);

    /** Of the report; nothing where there is none that can be read, or one of before these statements. */
    static OwnerStatements of(Optional<Evidence> evidence) {
        return evidence.filter(given -> Files.exists(given.report()))
                .map(OwnerStatements::read)
                .orElse(NONE);
    }

    private static OwnerStatements read(Evidence evidence) {
        JsonNode statements;
        try {
            statements = Json.readTree(evidence.report()).path("statements");
        } catch (DasllmException unreadable) {
            // The verdict says that the report cannot be read.
            return NONE;
        }
        return new OwnerStatements(
                said(statements, "intended_use"), said(statements, "out_of_scope"), said(statements, "owner"));
    }

    private static @Nullable String said(JsonNode statements, String key) {
        String text = statements.path(key).asText("");
        return text.isBlank() ? null : text;
    }
}
