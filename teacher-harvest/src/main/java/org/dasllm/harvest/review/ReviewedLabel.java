package org.dasllm.harvest.review;

/**
 * What one person says of one prompt.
 *
 * @param row names the prompt
 * @param answer the right one, as it stands in the table, masked where the table is
 * @param annotator the person
 * @param place the file and the line, for messages
 */
public record ReviewedLabel(String row, String answer, String annotator, String place) {}
