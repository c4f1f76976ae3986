package org.dasllm.format.io;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a JSON text, and where, in words for whoever wrote the text. The parser's own messages name its options,
 * its classes and Java's types, so none of them is passed on: what is not known here is "not valid JSON" at its place.
 */
public final class JsonFault {
    private final @Nullable JsonLocation location;
    private final String reason;

    private JsonFault(@Nullable JsonLocation location, String reason) {
        this.location = location;
        this.reason = reason;
    }

    public static JsonFault of(JsonProcessingException e) {
        return of(e, e.getLocation());
    }

    /** @param reached how far the text was read, for a fault that does not say where it is; null where that is not known */
    static JsonFault of(JsonProcessingException e, @Nullable JsonLocation reached) {
        JsonLocation location = e.getLocation() == null ? reached : e.getLocation();
        String reason =
                e instanceof JsonMappingException value ? ValueFault.reason(value) : SyntaxFault.reason(e, location);
        return new JsonFault(location, reason);
    }

    /** Such as {@code line 3, column 7}, counted from 1; empty where it is not known. */
    public String place() {
        return location == null || location.getLineNr() < 1 ? "" : "line " + location.getLineNr() + ", " + column();
    }

    private String column() {
        return location == null || location.getLineNr() < 1 ? "" : "column " + Math.max(1, location.getColumnNr());
    }

    /** The place and the reason. */
    public String text() {
        return after(place());
    }

    /** The column and the reason, for a text that is one line of a file. */
    public String textOfLine() {
        return after(column());
    }

    private String after(String where) {
        return where.isEmpty() ? reason : where + ": " + reason;
    }
}
