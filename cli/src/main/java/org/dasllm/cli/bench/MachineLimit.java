package org.dasllm.cli.bench;

/**
 * What the machine itself can do.
 *
 * @param name such as {@code product.bfloat16}
 * @param what in words
 * @param unit such as {@code GFLOP/s}
 */
public record MachineLimit(String name, String what, String unit, Spread measured) {}
