package org.dasllm.wire.bedrock;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who signed a request, by version 4 of AWS's signatures. The signature is not verified: that takes the secret key, which a server of this
 * kind does not have. The name of the access key goes over the wire as it is, and stands for a key like any other.
 */
public final class Credential {
    private static final Pattern SIGNED = Pattern.compile("AWS4-HMAC-SHA256\\s+(?:.*,\\s*)?Credential=([^/,\\s]+)/.*");

    private Credential() {}

    /**
     * The id of the access key; empty where the request is not signed so.
     *
     * @param authorization the header of that name
     */
    public static Optional<String> accessKeyId(String authorization) {
        Matcher signed = SIGNED.matcher(authorization);
        return signed.matches() ? Optional.of(signed.group(1)) : Optional.empty();
    }
}
