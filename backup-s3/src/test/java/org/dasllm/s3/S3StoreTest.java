package org.dasllm.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.backup.Backup;
import org.dasllm.backup.Restore;
import org.dasllm.backup.snapshot.Content;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.backup.store.StoreAddress;
import org.dasllm.backup.store.Stores;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Backups over the S3 protocol, against a store on loopback. */
final class S3StoreTest {
    private static final String PLACE = "s3://" + FakeS3.BUCKET + "/models/of tests";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private FakeS3 fake;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeS3();
        System.setProperty("aws.accessKeyId", "known");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    @AfterEach
    void stop() {
        fake.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private ObjectStore open(String place) {
        return Stores.open(new StoreAddress(place, Optional.of(fake.endpoint()), Optional.empty()));
    }

    private Content content(String... texts) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (int i = 0; i < texts.length; i++) {
            files.put("bundle/file-" + i, Files.writeString(folder.resolve("file-" + i), texts[i]));
        }
        return new Content("mine", files);
    }

    private Backup.Outcome backup(Content content, int second) {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC);
        try (ObjectStore store = open(PLACE)) {
            return new Backup(store, clock, Progress.SILENT).run(content, "mine", false);
        }
    }

    @Test
    void itWritesWhatChangedAndRestoresTheNewest() throws IOException {
        assertThat(backup(content("a", "b", "c", "", "käse"), 1).written()).isEqualTo(5);
        assertThat(backup(content("a", "b", "c", "", "brot"), 2).written()).isEqualTo(1);
        assertThat(fake.objects.keySet()).allMatch(key -> key.startsWith("models/of tests/"));
        Path to = folder.resolve("restored");
        try (ObjectStore store = open(PLACE)) {
            Restore restore = new Restore(store, Progress.SILENT);
            assertThat(restore.list()).hasSize(2);
            restore.run(to, Optional.empty(), Optional.empty());
        }
        assertThat(to.resolve("bundle/file-4")).hasContent("brot");
        assertThat(to.resolve("bundle/file-3")).isEmptyFile();
    }

    @Test
    void whatTheStoreDoesNotGiveBackIsNotKept() throws IOException {
        String object = "objects/ca/ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
        fake.damaging = "models/of tests/" + object;
        Content content = content("a");
        assertThatThrownBy(() -> backup(content, 1))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("does not give back what it was given");
        assertThat(fake.objects).isEmpty();
    }

    @Test
    void aBusyStoreIsAskedAgain() throws IOException {
        fake.busy = 2;
        assertThat(backup(content("a"), 1).written()).isEqualTo(1);
    }

    @Test
    void aLargeFileGoesInParts() throws IOException {
        Path file = Files.writeString(folder.resolve("large"), "0123456789");
        try (S3Client client = S3Client.builder()
                .endpointOverride(URI.create(fake.endpoint()))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("known", "secret")))
                .build()) {
            new PartUpload(client, FakeS3.BUCKET, "large").send(file, 10, 4);
        }
        assertThat(new String(fake.objects.get("large"), StandardCharsets.UTF_8))
                .isEqualTo("0123456789");
        assertThat(fake.requests)
                .filteredOn(each -> each.contains("partNumber"))
                .hasSize(3);
    }

    @Test
    void aRefusalIsOneLine() throws IOException {
        Content content = content("a");
        System.setProperty("aws.accessKeyId", "unknown");
        assertThatThrownBy(() -> backup(content, 1))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("HTTP 403")
                .hasMessageContaining("Check the keys")
                .hasMessageNotContaining("secret");
        System.setProperty("aws.accessKeyId", "known");
        try (ObjectStore store = open("s3://another-bucket")) {
            assertThatThrownBy(() -> store.list(""))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("There is no bucket another-bucket");
        }
        fake.close();
        try (ObjectStore store = open(PLACE)) {
            assertThatThrownBy(() -> store.list(""))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("cannot be used");
        }
    }

    @Test
    void aWrongAddressIsRefusedBeforeAnythingIsAsked() {
        for (String place : new String[] {"s3://", "s3://Bucket", "s3:///prefix"}) {
            assertThatThrownBy(() -> open(place)).as(place).hasMessageContaining("is not the address of a bucket");
        }
        for (String endpoint : new String[] {"127.0.0.1:9000", "ftp://host", "http://key:word@host", "http://"}) {
            assertThatThrownBy(() -> Stores.open(new StoreAddress(PLACE, Optional.of(endpoint), Optional.empty())))
                    .as(endpoint)
                    .hasMessageContaining("The endpoint is not the address of a server")
                    .hasMessageNotContaining("word");
        }
        assertThat(fake.requests).isEmpty();
    }

    @Test
    void anObjectIsReadAsItComes() throws IOException {
        fake.objects.put("models/of tests/x", new byte[100]);
        try (ObjectStore store = open(PLACE);
                InputStream in = store.open("x")) {
            assertThat(store.size("x")).hasValue(100);
            assertThat(store.size("y")).isEmpty();
            assertThat(in.readAllBytes()).hasSize(100);
            assertThatThrownBy(() -> store.open("y")).hasMessageContaining("There is no object y");
        }
    }

    @Test
    void withoutKeysOneLineSaysWhatToSet() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        // Nobody is asked over the network whether this machine has a role.
        System.setProperty("aws.disableEc2Metadata", "true");
        try {
            assertThatThrownBy(() -> open(PLACE))
                    .isInstanceOf(DasllmException.class)
                    .hasMessage("There are no keys for " + PLACE
                            + ". Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile in ~/.aws; a"
                            + " store that is not Amazon's takes its own keys in the same variables.");
        } finally {
            System.clearProperty("aws.disableEc2Metadata");
        }
    }
}
