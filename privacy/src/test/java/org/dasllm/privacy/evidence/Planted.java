package org.dasllm.privacy.evidence;

/**
 * A value that a detector should find.
 *
 * @param kind what it should be found as
 * @param value its writing
 * @param told whether it is only found where a word nearby says what it is
 */
record Planted(String kind, String value, boolean told) {}
