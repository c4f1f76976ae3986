package org.dasllm.fake.batch;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.dasllm.fake.vendor.Call;
import org.dasllm.fake.vendor.FakeResponse;

/**
 * One bucket of a store of the S3 protocol, by path: objects are put, read and listed page by page. It asks who signed, as every store does, and does
 * not check the signature.
 */
final class S3Objects implements BatchApi {
    /** The bucket. */
    static final String BUCKET = "fake-batches";

    private static final int USUAL_PAGE = 1000;
    private static final int HEAD_BYTES = 200;

    private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final Desk desk;
    private final Reading reading;

    /** What a client is sent of an object, which may be less than there is. */
    interface Reading {
        String of(String key, String text);
    }

    S3Objects(Desk desk, Reading reading) {
        this.desk = desk;
        this.reading = reading;
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(objects.get(key)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    void put(String key, String text) {
        objects.put(key, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean takes(String method, String path) {
        return path.equals("/" + BUCKET) || path.startsWith("/" + BUCKET + "/");
    }

    /** Where keys of Amazon's kind are. */
    @Override
    public String protocolPath() {
        return BedrockBatches.PROTOCOL_PATH;
    }

    @Override
    public BatchReply reply(String method, Call call, byte[] body) {
        String key = call.path().substring(Math.min(call.path().length(), BUCKET.length() + 2));
        if (key.isEmpty()) {
            return BatchReply.whole(xml(200, listing(call)));
        }
        byte[] content = objects.get(key);
        return switch (method) {
            case "PUT" -> {
                objects.put(key, plain(call, body));
                yield BatchReply.whole(xml(200, ""));
            }
            case "DELETE" -> {
                objects.remove(key);
                yield BatchReply.whole(xml(204, ""));
            }
            default ->
                content == null
                        ? BatchReply.whole(xml(404, "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>"))
                        : read(method, key, new String(content, StandardCharsets.UTF_8));
        };
    }

    private BatchReply read(String method, String key, String text) {
        Map<String, String> headers = Map.of("Content-Type", "binary/octet-stream");
        if (method.equals("HEAD") || !BedrockBatches.isResult(key)) {
            return BatchReply.whole(new FakeResponse(200, headers, text));
        }
        return new BatchReply(
                new FakeResponse(200, headers, reading.of(key, text)),
                desk.cuts() ? BatchReply.Fate.CUT : BatchReply.Fate.WHOLE);
    }

    private String listing(Call call) {
        String prefix = value(call, "prefix");
        String after = value(call, "continuation-token");
        int most = Optional.of(value(call, "max-keys"))
                .filter(text -> !text.isEmpty())
                .map(Integer::valueOf)
                .orElse(USUAL_PAGE);
        List<String> keys = objects.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .toList();
        List<String> page = keys.subList(0, Math.min(most, keys.size()));
        boolean more = keys.size() > page.size();
        StringBuilder xml = new StringBuilder("<ListBucketResult><Name>" + BUCKET + "</Name><IsTruncated>")
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

    private static String value(Call call, String name) {
        return call.parameter(name)
                .map(text -> URLDecoder.decode(text, StandardCharsets.UTF_8))
                .orElse("");
    }

    /** Without the signatures of the pieces in which AWS's clients send a body over plain HTTP. */
    private static byte[] plain(Call call, byte[] body) {
        if (call.header().apply("x-amz-content-sha256").stream().noneMatch(hash -> hash.startsWith("STREAMING-"))) {
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

    private static FakeResponse xml(int status, String text) {
        return new FakeResponse(status, Map.of("Content-Type", "application/xml", "ETag", "\"of-a-fake\""), text);
    }
}
