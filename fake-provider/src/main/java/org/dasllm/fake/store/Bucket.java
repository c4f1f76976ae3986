package org.dasllm.fake.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** One bucket of a store of the S3 protocol, by path, in memory: what its server needs of the protocol beside HTTP. */
public final class Bucket {
    private static final int HEAD_BYTES = 200;

    private final String name;
    private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();

    public Bucket(String name) {
        this.name = name;
    }

    /** Its objects by their keys, in the keys' order; changes are seen at once. */
    public Map<String, byte[]> objects() {
        return objects;
    }

    /** The key in a request's path, {@code ""} for the bucket itself; nothing where the path is not of this bucket. */
    public Optional<String> key(String path) {
        String own = "/" + name;
        if (path.equals(own)) {
            return Optional.of("");
        }
        return path.startsWith(own + "/") ? Optional.of(path.substring(own.length() + 1)) : Optional.empty();
    }

    /**
     * A page of the list of objects.
     *
     * @param prefix of the keys
     * @param after the token by which the page before was continued; {@code ""} for the first page
     * @param most objects of a page
     */
    public String listing(String prefix, String after, int most) {
        List<String> keys = objects.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .toList();
        List<String> page = keys.subList(0, Math.min(most, keys.size()));
        boolean more = keys.size() > page.size();
        StringBuilder xml = new StringBuilder("<ListBucketResult><Name>" + name + "</Name><IsTruncated>")
                .append(more)
                .append("</IsTruncated>");
        if (more) {
            xml.append("<NextContinuationToken>")
                    .append(page.get(page.size() - 1))
                    .append("</NextContinuationToken>");
        }
        page.forEach(key -> xml.append("<Contents><Key>")
                .append(key)
                .append("</Key><Size>")
                .append(objects.getOrDefault(key, new byte[0]).length)
                .append("</Size></Contents>"));
        return xml.append("</ListBucketResult>").toString();
    }

    /** The body of a refusal. */
    public static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>no</Message></Error>";
    }

    /**
     * A body without the signatures of the pieces in which AWS's clients send one over plain HTTP.
     *
     * @param hash the header {@code x-amz-content-sha256}
     */
    public static byte[] plain(Optional<String> hash, byte[] body) {
        if (hash.filter(text -> text.startsWith("STREAMING-")).isEmpty()) {
            return body;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            String head = new String(body, at, Math.min(HEAD_BYTES, body.length - at), StandardCharsets.ISO_8859_1);
            int end = head.indexOf("\r\n");
            int bytes = Integer.parseInt(head.substring(0, end).replaceAll(";.*", ""), 16);
            if (bytes == 0) {
                break;
            }
            all.write(body, at + end + 2, bytes);
            at += end + 2 + bytes + 2;
        }
        return all.toByteArray();
    }
}
