package org.dasllm.signing.statement;

/**
 * A signed file.
 *
 * @param name its path within the folder, a {@link PlainPath}
 * @param sha256 in lower-case hexadecimal
 */
public record Resource(String name, String sha256) {}
