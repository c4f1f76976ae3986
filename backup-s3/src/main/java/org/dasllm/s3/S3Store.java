package org.dasllm.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, or what is under a prefix of it. */
final class S3Store implements ObjectStore {
    private final S3Address address;
    private final S3Client client;

    S3Store(S3Address address, S3Client client) {
        this.address = address;
        this.client = client;
    }

    @Override
    public String place() {
        String all = "s3://" + address.bucket() + "/" + address.prefix();
        return all.substring(0, all.length() - 1);
    }

    @Override
    public Optional<Path> folder() {
        return Optional.empty();
    }

    private String key(String name) {
        return address.prefix() + name;
    }

    @Override
    public OptionalLong size(String name) {
        try {
            return OptionalLong.of(
                    client.headObject(head -> head.bucket(address.bucket()).key(key(name)))
                            .contentLength());
        } catch (NoSuchKeyException absent) {
            return OptionalLong.empty();
        } catch (SdkException failure) {
            // A request without a body has no reason in its answer: whether the bucket is there is asked by the next
            // one that has.
            if (failure instanceof AwsServiceException service && service.statusCode() == 404) {
                return OptionalLong.empty();
            }
            throw refused(failure);
        }
    }

    @Override
    public void put(String name, Path file) {
        long bytes = bytes(file);
        asked(() -> {
            if (bytes > PartUpload.LARGEST_WHOLE_BYTES) {
                new PartUpload(client, address.bucket(), key(name)).send(file, bytes);
            } else {
                client.putObject(put -> put.bucket(address.bucket()).key(key(name)), RequestBody.fromFile(file));
            }
            return name;
        });
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    @Override
    public void put(String name, String text) {
        asked(() -> client.putObject(put -> put.bucket(address.bucket()).key(key(name)), RequestBody.fromString(text)));
    }

    @Override
    public InputStream open(String name) {
        try {
            return client.getObject(get -> get.bucket(address.bucket()).key(key(name)));
        } catch (NoSuchKeyException absent) {
            throw DasllmException.input("There is no object " + name + " in " + place(), "Restore another backup");
        } catch (SdkException failure) {
            throw refused(failure);
        }
    }

    @Override
    public List<String> list(String prefix) {
        return asked(() ->
                client
                        .listObjectsV2Paginator(
                                list -> list.bucket(address.bucket()).prefix(key(prefix)))
                        .contents()
                        .stream()
                        .map(S3Object::key)
                        .map(key -> key.substring(address.prefix().length()))
                        .sorted()
                        .toList());
    }

    @Override
    public void delete(String name) {
        asked(() ->
                client.deleteObject(delete -> delete.bucket(address.bucket()).key(key(name))));
    }

    private <T> T asked(Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException failure) {
            throw refused(failure);
        }
    }

    private DasllmException refused(SdkException failure) {
        if (failure instanceof NoSuchBucketException) {
            return DasllmException.input(
                    "There is no bucket " + address.bucket() + " at " + server(), "Make it first, or correct its name");
        }
        if (failure instanceof AwsServiceException service) {
            String code = service.awsErrorDetails() == null
                    ? ""
                    : " " + service.awsErrorDetails().errorCode();
            return DasllmException.input(
                    place() + " was refused by " + server() + ": HTTP " + service.statusCode() + code,
                    service.statusCode() == 403 || service.statusCode() == 401
                            ? "Check the keys and what they may do: they need to list, read and write there"
                            : "Run the same command again; if it stays so, look into the store's own log",
                    failure);
        }
        Throwable reason = failure;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return DasllmException.input(
                place() + " cannot be used: " + reason.getMessage(),
                "Check the network, the endpoint, and the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS's files",
                failure);
    }

    private String server() {
        return address.endpoint().map(Object::toString).orElse("Amazon S3");
    }

    @Override
    public void close() {
        client.close();
    }
}
