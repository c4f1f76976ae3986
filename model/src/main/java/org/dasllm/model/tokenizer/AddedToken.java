package org.dasllm.model.tokenizer;

/**
 * An entry of {@code added_tokens} in tokenizer.json: a text that becomes one token wherever it stands.
 *
 * @param special whether the file marks it as a control token, which decoding can skip
 */
record AddedToken(int id, String content, boolean special) {}
