package org.dasllm.format.signature;

/** Where the signatures of a folder lie: in the folder itself, beside what they speak of. */
public final class SignatureFiles {
    /** One file for each signer, in OpenSSF Model Signing's layout. */
    public static final String FOLDER = "signatures";

    /** What the signers wrote down: values that only a person knows, and why a verdict was signed that is not a passing one. */
    public static final String SIGN_OFF = "sign-off.json";

    /** The name that the tool {@code model_signing} gives a signature. */
    public static final String OF_OTHERS = "model.sig";

    private SignatureFiles() {}

    /**
     * Whether a file is about the folder's signatures, so that it comes after the folder's content and is not a part of it.
     *
     * @param path relative to the folder, with {@code /} between its parts
     */
    public static boolean contains(String path) {
        return signature(path) || path.equals(SIGN_OFF);
    }

    /** Whether a file is where a signature lies; the sign-off is none, but what is signed. */
    public static boolean signature(String path) {
        return path.startsWith(FOLDER + "/") || path.equals(OF_OTHERS);
    }
}
