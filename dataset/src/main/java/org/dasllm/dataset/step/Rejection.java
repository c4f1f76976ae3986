package org.dasllm.dataset.step;

/**
 * A step's "no".
 *
 * @param detail what exactly, for the reader of the quarantine
 */
public record Rejection(Reason reason, String detail) implements Decision {}
