package org.dasllm.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.backup.store.StoreAddress;
import org.dasllm.format.error.DasllmException;

/**
 * A bucket and where it is.
 *
 * @param bucket its name
 * @param prefix with which all names of objects begin; empty, or with a {@code /} at its end
 * @param endpoint the server, where it is not Amazon's
 * @param region the region, where it is said
 */
record S3Address(String bucket, String prefix, Optional<URI> endpoint, Optional<String> region) {
    private static final Pattern PLACE = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");
    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /**
     * Reads an address.
     *
     * @throws DasllmException if it is none of a bucket
     */
    static S3Address of(StoreAddress address) {
        Matcher place = PLACE.matcher(address.place());
        if (!place.matches()) {
            throw DasllmException.usage(
                    address.place() + " is not the address of a bucket",
                    "Write s3://bucket or s3://bucket/prefix; names of buckets have small letters, digits, dots and hyphens");
        }
        String prefix = place.group(2) == null ? "" : place.group(2).replaceAll("/+$", "");
        address.region().filter(each -> !REGION.matcher(each).matches()).ifPresent(wrong -> {
            throw DasllmException.usage(
                    "'" + wrong + "' is not the name of a region", "Write one such as eu-central-1");
        });
        return new S3Address(
                place.group(1),
                prefix.isEmpty() ? "" : prefix + "/",
                address.endpoint().map(S3Address::endpoint),
                address.region());
    }

    private static URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (http && bare && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException wrong) {
            // Refused below, without the text: a key may stand in it.
        }
        throw DasllmException.usage(
                "The endpoint is not the address of a server",
                "Write one such as https://store.example:9000; keys are read from the environment or AWS's files");
    }
}
