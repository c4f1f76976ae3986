package org.dasllm.signing.statement;

import org.jspecify.annotations.Nullable;

/**
 * What a signer says of themselves. It is part of what is signed, but anybody may say it: it tells who signed only where the key is
 * known.
 *
 * @param name of a person or a board; null where none was given
 * @param role such as {@code model owner}; null where none was given
 * @param signedAt by the clock of the signer's machine, such as {@code 2026-11-30T08:15:00Z}
 * @param publicKey in PEM, so that a signature can be held against what it says even where the key is not known
 */
public record Signer(@Nullable String name, @Nullable String role, String signedAt, String publicKey) {}
