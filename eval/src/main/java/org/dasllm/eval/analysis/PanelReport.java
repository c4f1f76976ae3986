package org.dasllm.eval.analysis;

import org.dasllm.eval.bias.BiasReport;

/**
 * What a panel of questions says about groups of people.
 *
 * @param sha256 of the panel's file, by which it is kept
 * @param questions that were asked
 * @param labelled those with people's labels
 */
public record PanelReport(String sha256, int questions, int labelled, BiasReport bias) {}
