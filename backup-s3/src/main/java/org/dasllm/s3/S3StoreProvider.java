package org.dasllm.s3;

import org.dasllm.backup.store.ObjectStore;
import org.dasllm.backup.store.StoreAddress;
import org.dasllm.backup.store.StoreProvider;
import org.dasllm.format.error.DasllmException;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Opens {@code s3://bucket/prefix}. Keys come by AWS's own ways: environment, files, roles. */
public final class S3StoreProvider implements StoreProvider {
    /** What stores that have no regions take. */
    private static final String NO_REGION = "us-east-1";

    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public ObjectStore open(StoreAddress address) {
        S3Address bucket = S3Address.of(address);
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                // Newer checksums in trailers are refused by other vendors' stores; every object is read back anyhow.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // Nor do all take bodies in signed pieces, which are for those that can be read once only.
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build());
        bucket.region().ifPresent(region -> builder.region(Region.of(region)));
        bucket.endpoint().ifPresent(endpoint -> {
            builder.endpointOverride(endpoint).forcePathStyle(true);
            if (bucket.region().isEmpty()) {
                builder.region(Region.of(NO_REGION));
            }
        });
        requireKeys(address);
        try {
            return new S3Store(bucket, builder.build());
        } catch (SdkException noRegion) {
            throw DasllmException.usage(
                    "The region of " + address.place() + " is not known",
                    "Set AWS_REGION or give --region; of a store that is not Amazon's give --endpoint");
        }
    }

    /** Asked for by the first request they would be missed there, in the words of the SDK, which list every place it looked at. */
    private static void requireKeys(StoreAddress address) {
        try (DefaultCredentialsProvider keys =
                DefaultCredentialsProvider.builder().build()) {
            keys.resolveCredentials();
        } catch (SdkException none) {
            throw DasllmException.input(
                    "There are no keys for " + address.place(),
                    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile in ~/.aws; a store that is"
                            + " not Amazon's takes its own keys in the same variables");
        }
    }
}
