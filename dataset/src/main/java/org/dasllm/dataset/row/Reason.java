package org.dasllm.dataset.row;

import java.util.Arrays;

/** Why a line is not in the dataset. The order is the order in which a line is examined. */
public enum Reason {
    UNPARSEABLE_LINE("unparseable-line", "the line is not one JSON object"),
    NOT_A_SAMPLE("not-a-sample", "the JSON object has unknown keys or values of a wrong type"),
    NO_ID("no-id", "the id is missing or blank"),
    NO_GROUP("no-group", "the group is missing or blank"),
    NO_PROMPT("no-prompt", "there is no message of the user with text in it"),
    UNKNOWN_ROLE("unknown-role", "a message's role is not system, user or assistant"),
    UNKNOWN_SPLIT("unknown-split", "the fixed split is not train, validation or test"),
    PROMPT_TOO_SHORT("prompt-too-short", "the prompt has fewer characters than allowed"),
    PROMPT_TOO_LONG("prompt-too-long", "the prompt has more characters than allowed"),
    EMPTY_COMPLETION("empty-completion", "there is no answer, or a blank one"),
    ANSWER_NOT_JSON("answer-not-json", "the answer is not one JSON object"),
    ANSWER_MISSING_FIELD("answer-missing-field", "the answer lacks a field"),
    ANSWER_UNKNOWN_FIELD("answer-unknown-field", "the answer has a field that is not in the schema"),
    ANSWER_UNKNOWN_VALUE("answer-unknown-value", "the answer's value is not among those allowed"),
    COMPLETION_TOO_SHORT("completion-too-short", "the answer has fewer characters than allowed"),
    COMPLETION_TOO_LONG("completion-too-long", "the answer has more characters than allowed"),
    GROUP_IN_TEST("group-in-test", "its group has rows fixed in the test set, and this row is not one of them"),
    GROUP_IN_VALIDATION(
            "group-in-validation", "its group has rows fixed in validation, and this row is fixed in train"),
    PROMPT_IN_TEST("prompt-in-test", "the same prompt is in the test set"),
    PROMPT_IN_VALIDATION("prompt-in-validation", "the same prompt is in the validation set"),
    DUPLICATE_PROMPT(
            "duplicate-prompt", "the same prompt is in the same split with the same answer and a lesser content hash"),
    CONFLICTING_ANSWER(
            "conflicting-answer", "the same prompt is in the same split with another answer and a lesser content hash"),
    DUPLICATE_ID("duplicate-id", "another kept row has the same id"),
    NEAR_DUPLICATE(
            "near-duplicate",
            "nearly the same prompt comes before it in the same split, and no label says that they differ"),
    NEAR_DUPLICATE_IN_TEST("near-duplicate-in-test", "nearly the same prompt is in the test set"),
    NEAR_DUPLICATE_IN_VALIDATION("near-duplicate-in-validation", "nearly the same prompt is in the validation set");

    private final String code;
    private final String meaning;

    Reason(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** As written in the quarantine and the card. */
    public String code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether the row was taken out to keep the test set apart. */
    public boolean leak() {
        return switch (this) {
            case GROUP_IN_TEST, PROMPT_IN_TEST, NEAR_DUPLICATE_IN_TEST -> true;
            default -> false;
        };
    }

    public static Reason ofCode(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no reason is called " + code));
    }
}
