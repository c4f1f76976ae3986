package org.dasllm.signing.folder;

import org.jspecify.annotations.Nullable;

/**
 * What was found of one signature.
 *
 * @param file the signature's, as a path in the folder where it lies there
 * @param state what is known of who signed
 * @param keySha256 SHA-256 of the signer's public key in PEM; null where the signature does not tell it
 * @param knownKey the key that was given and that it was made with; null unless known
 * @param name what the signer is called by the signature; null where it does not say
 * @param role the same of the role
 * @param signedAt the same of the time
 * @param filesMatch whether the folder's files are those that were signed
 * @param fault why it is broken; null unless it is
 */
public record SignatureFinding(
        String file,
        State state,
        @Nullable String keySha256,
        @Nullable String knownKey,
        @Nullable String name,
        @Nullable String role,
        @Nullable String signedAt,
        boolean filesMatch,
        @Nullable String fault) {

    /** What is known of who signed. */
    public enum State {
        /** It was made with one of the keys that were given. */
        KNOWN,
        /** It was made with the key that it names, and that was not given. */
        UNKNOWN,
        /** It does not hold its key, and that was not given: nobody can tell whether it is a signature at all. */
        UNCHECKED,
        /** It is damaged, or was made with another key than it says. */
        BROKEN
    }
}
