package org.dasllm.document.content;

/** From a lower to an upper value, such as a confidence interval. */
public record Range(double lower, double upper) {}
