package org.dasllm.schema.json;

import org.dasllm.format.error.DasllmException;

/** What is said of a schema that cannot be used. */
final class SchemaFault {
    private SchemaFault() {}

    static DasllmException at(String pointer, String what) {
        return at(pointer, what, "Correct the schema");
    }

    static DasllmException at(String pointer, String what, String remedy) {
        return DasllmException.input("The JSON Schema is wrong " + place(pointer) + ": " + what, remedy);
    }

    /** The validator does not take it although nothing wrong with it was found. */
    static DasllmException unusable(Throwable cause) {
        return DasllmException.input(
                "The JSON Schema cannot be used: the validator does not take it", "Write it in a simpler way", cause);
    }

    private static String place(String pointer) {
        return pointer.isEmpty() ? "at its root" : "at " + pointer;
    }
}
