/**
 * Who may use a server, and how much.
 *
 * <p>Keys stand in a JSON file with one list, {@code keys}, whose entries are {@link org.dasllm.engine.access.KeyEntry}: a name, the
 * SHA-256 of the key in hexadecimal, and what the key allows. The file holds no key, so that a copy of it opens nothing. It is read
 * again when it has changed; one that cannot be used leaves the keys as they were.
 */
@NullMarked
package org.dasllm.engine.access;

import org.jspecify.annotations.NullMarked;
