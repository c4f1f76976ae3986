package org.dasllm.eval.failure;

/**
 * A question with the student's answer to it.
 *
 * @param id the sample's
 * @param text the prompt without the system's message
 * @param right the right label
 * @param given the student's label; empty where its answer has none
 * @param wrong whether the two differ
 */
public record JudgedQuestion(String id, String text, String right, String given, boolean wrong) {}
