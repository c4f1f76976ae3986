package org.dasllm.schema.json;

/**
 * One place at which a value does not keep to its schema.
 *
 * @param path the place in the value, as a JSON pointer; empty for the whole value
 * @param keyword the schema's keyword, such as {@code required}; {@code limit} where the value could not be checked within
 *     the bounds and counts as wrong for that
 * @param property the name of the property that is missing or should not be there; empty for any other violation
 * @param message one line in plain words that begins with the path; it may quote the schema, never the value
 */
public record Violation(String path, String keyword, String property, String message) {}
