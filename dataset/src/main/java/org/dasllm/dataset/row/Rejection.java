package org.dasllm.dataset.row;

/**
 * A filter's "no".
 *
 * @param detail what exactly, for the reader of the quarantine
 */
public record Rejection(Reason reason, String detail) {}
