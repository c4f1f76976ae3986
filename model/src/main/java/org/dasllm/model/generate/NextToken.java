package org.dasllm.model.generate;

import java.util.Optional;

/**
 * A token that a step of a {@link Batch} gave.
 *
 * @param slot whose it is
 * @param token may be a token that ends the answer, which is not part of its text
 * @param finish why the sequence ended with it, and so left its slot; empty if it goes on
 * @param endToken whether it is a token that ends an answer
 */
public record NextToken(int slot, int token, Optional<FinishReason> finish, boolean endToken) {}
