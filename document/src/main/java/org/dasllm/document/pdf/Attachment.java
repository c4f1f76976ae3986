package org.dasllm.document.pdf;

/**
 * A file inside a PDF, which a reader can take out unchanged.
 *
 * @param name of the file
 * @param mediaType such as {@code application/json}
 * @param description what it is, in words
 * @param content its bytes
 */
public record Attachment(String name, String mediaType, String description, byte[] content) {}
