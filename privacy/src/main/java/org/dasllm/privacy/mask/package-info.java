/**
 * Placeholders instead of personal data, and back.
 *
 * <p>A placeholder is {@code [KIND_n]}, such as {@code [EMAIL_1]}; n counts a kind's values in one sample from 1, in the
 * order in which they first occur. Values are the same when they are written the same: {@code anna@x.org} and
 * {@code Anna@x.org} get two placeholders, since restoring is exact. What looks like a placeholder in the original text is
 * itself replaced, by {@code [LITERAL_n]}, so that every placeholder in a masked text is one of ours and restoring a masked
 * text gives the original, char for char, for every text.
 *
 * <p>A placeholder needs no escaping in JSON. Where a whole text is JSON (an object, an array, or several), a value that is
 * a bare number is replaced by a string with a mark, {@code "[CARD_NUMBER_1#]"}, so that the text still parses; restoring
 * takes the quotes away again. JSON inside prose is not looked into. Escapes are not decoded: an address whose sign is
 * written as an escape is not found.
 *
 * <p>Mask a text once: masking a masked text replaces its placeholders by literals.
 */
@NullMarked
package org.dasllm.privacy.mask;

import org.jspecify.annotations.NullMarked;
