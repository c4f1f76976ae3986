package org.dasllm.fake.batch;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.dasllm.fake.store.Bucket;
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

    private final Bucket bucket = new Bucket(BUCKET);
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
        return Optional.ofNullable(bucket.objects().get(key)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    void put(String key, String text) {
        bucket.objects().put(key, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean takes(String method, String path) {
        return bucket.key(path).isPresent();
    }

    /** Where keys of Amazon's kind are. */
    @Override
    public String protocolPath() {
        return BedrockBatches.PROTOCOL_PATH;
    }

    @Override
    public BatchReply reply(String method, Call call, byte[] body) {
        String key = bucket.key(call.path()).orElseThrow();
        if (key.isEmpty()) {
            return BatchReply.whole(xml(200, listing(call)));
        }
        byte[] content = bucket.objects().get(key);
        return switch (method) {
            case "PUT" -> {
                bucket.objects().put(key, Bucket.plain(call.header().apply("x-amz-content-sha256"), body));
                yield BatchReply.whole(xml(200, ""));
            }
            case "DELETE" -> {
                bucket.objects().remove(key);
                yield BatchReply.whole(xml(204, ""));
            }
            default ->
                content == null
                        ? BatchReply.whole(xml(404, Bucket.error("NoSuchKey")))
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
        return bucket.listing(prefix, after, most);
    }

    private static String value(Call call, String name) {
        return call.parameter(name)
                .map(text -> URLDecoder.decode(text, StandardCharsets.UTF_8))
                .orElse("");
    }

    private static FakeResponse xml(int status, String text) {
        return new FakeResponse(status, Map.of("Content-Type", "application/xml", "ETag", "\"of-a-fake\""), text);
    }
}
