package org.dasllm.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Sends a file in parts: one request can hold 5 GB at most. The object appears when all parts are there. */
final class PartUpload {
    /** Files up to this size go in one request. */
    static final long LARGEST_WHOLE_BYTES = 1L << 30;

    private static final long SMALLEST_PART_BYTES = 64L << 20;
    private static final long MOST_PARTS = 9000;

    private final S3Client client;
    private final String bucket;
    private final String key;

    PartUpload(S3Client client, String bucket, String key) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
    }

    void send(Path file, long bytes) {
        send(file, bytes, Math.max(SMALLEST_PART_BYTES, bytes / MOST_PARTS + 1));
    }

    void send(Path file, long bytes, long partBytes) {
        String upload = client.createMultipartUpload(
                        create -> create.bucket(bucket).key(key))
                .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < bytes; from += partBytes) {
                parts.add(part(upload, parts.size() + 1, file, from, Math.min(partBytes, bytes - from)));
            }
            client.completeMultipartUpload(complete ->
                    complete.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
        } catch (SdkException failure) {
            giveUp(upload, failure);
            throw failure;
        }
    }

    private CompletedPart part(String upload, int number, Path file, long from, long bytes) {
        String tag = client.uploadPart(
                        part -> part.bucket(bucket)
                                .key(key)
                                .uploadId(upload)
                                .partNumber(number)
                                .contentLength(bytes),
                        RequestBody.fromContentProvider(() -> stream(file, from), bytes, "application/octet-stream"))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private static InputStream stream(Path file, long from) {
        try {
            return Channels.newInputStream(FileChannel.open(file).position(from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parts of an upload that never ends are stored and paid for. */
    private void giveUp(String upload, SdkException failure) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException also) {
            failure.addSuppressed(also);
        }
    }
}
