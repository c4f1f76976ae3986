package org.dasllm.engine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.chat.RequestRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeysTest {
    private static final String KEY = "k-3y.~!";

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong();
    private final List<String> told = new ArrayList<>();

    private static String entry(String name, String key, String more) {
        return "{\"name\": \"" + name + "\", \"sha256\": \"" + Keys.digest(key.getBytes(StandardCharsets.UTF_8)) + "\""
                + more + "}";
    }

    private Path file(String... entries) throws IOException {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, "{\"keys\": [" + String.join(", ", entries) + "]}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    private Keys keys(Optional<String> key, Optional<Path> file) {
        return Keys.of(key, file, clock::get, told::add);
    }

    private static Caller require(Keys keys, String... headers) {
        Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < headers.length; i += 2) {
            sent.put(headers[i], headers[i + 1]);
        }
        return keys.require(name -> Optional.ofNullable(sent.get(name)));
    }

    private static Caller bearer(Keys keys, String key) {
        return require(keys, "Authorization", "Bearer " + key);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer k-3y.~!",
        "Authorization, bearer k-3y.~!",
        "Authorization, BEARER  k-3y.~!",
        "Authorization, 'Bearer\tk-3y.~!'",
        "Authorization, '  Bearer \t k-3y.~! '",
        "x-api-key, k-3y.~!",
        "api-key, k-3y.~!"
    })
    void takesTheKeyWhereVendorsClientsPutIt(String header, String value) {
        Caller caller = require(keys(Optional.of(KEY), Optional.empty()), header, value);
        assertThat(caller.name()).hasValue("environment");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                KEY,
                "Basic " + KEY,
                "Bearer" + KEY,
                "Bearer k-3y.~",
                "Bearer K-3Y.~!",
                "Bearer " + KEY + "x",
                "Bearer \"" + KEY + "\"",
                "Bearer ü"
            })
    void refusesAllElse(String header) {
        assertThatThrownBy(() -> require(keys(Optional.of(KEY), Optional.empty()), "Authorization", header))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        refused -> assertThat(refused.refusal().status()).isEqualTo(401))
                .hasMessageNotContaining(KEY);
    }

    @Test
    void asksForNoneWhereThereIsNone() {
        Keys open = keys(Optional.empty(), Optional.empty());
        assertThat(open.open()).isTrue();
        assertThat(require(open).name()).isEmpty();
        assertThatCode(() -> require(open).requireMetrics("/metrics")).doesNotThrowAnyException();
    }

    @Test
    void aFilesKeysHaveTheirOwnRights() throws IOException {
        Keys keys = keys(
                Optional.of(KEY),
                Optional.of(file(
                        entry("shop", "a", ", \"models\": [\"small\"]"), entry("watch", "b", ", \"metrics\": true"))));
        assertThat(keys.open()).isFalse();
        assertThat(bearer(keys, "a").name()).hasValue("shop");
        assertThatCode(() -> bearer(keys, "a").requireModel("small")).doesNotThrowAnyException();
        assertThatThrownBy(() -> bearer(keys, "a").requireModel("large"))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        refused -> assertThat(refused.refusal().status()).isEqualTo(403));
        assertThatThrownBy(() -> bearer(keys, "a").requireMetrics("/metrics")).isInstanceOf(RequestRefused.class);
        assertThatCode(() -> bearer(keys, "b").requireMetrics("/metrics")).doesNotThrowAnyException();
        assertThatCode(() -> bearer(keys, KEY).requireMetrics("/metrics")).doesNotThrowAnyException();
    }

    @Test
    void requestsAMinuteAreLimitedKeyByKey() throws IOException {
        Keys keys = keys(
                Optional.empty(),
                Optional.of(file(entry("two", "a", ", \"requests_per_minute\": 2"), entry("free", "b", ""))));
        bearer(keys, "a").enter();
        bearer(keys, "a").enter();
        assertThatThrownBy(() -> bearer(keys, "a").enter())
                .isInstanceOfSatisfying(RequestRefused.class, refused -> {
                    assertThat(refused.refusal().status()).isEqualTo(429);
                    assertThat(refused.refusal().retryAfter()).hasValue(Duration.ofSeconds(30));
                })
                .hasMessageContaining("2 requests per minute");
        assertThat(bearer(keys, "a").allowance().openAi())
                .containsEntry("x-ratelimit-limit-requests", "2")
                .containsEntry("x-ratelimit-remaining-requests", "0")
                .containsEntry("x-ratelimit-reset-requests", "1m0s")
                .doesNotContainKey("x-ratelimit-limit-tokens");
        assertThatCode(() -> bearer(keys, "b").enter()).doesNotThrowAnyException();
        clock.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThatCode(() -> bearer(keys, "a").enter()).doesNotThrowAnyException();
    }

    @Test
    void whatARequestUsesCountsAgainstTheNext() throws IOException {
        Keys keys = keys(Optional.empty(), Optional.of(file(entry("k", "a", ", \"tokens_per_minute\": 100"))));
        Caller caller = bearer(keys, "a");
        caller.enter();
        caller.used(150);
        assertThatThrownBy(caller::enter).hasMessageContaining("100 tokens per minute");
        assertThat(caller.allowance().anthropic())
                .containsEntry("anthropic-ratelimit-tokens-limit", "100")
                .containsEntry("anthropic-ratelimit-tokens-remaining", "0")
                .containsKey("anthropic-ratelimit-tokens-reset");
        clock.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThatCode(caller::enter).doesNotThrowAnyException();
    }

    @Test
    void requestsAtTheSameTimeAreLimitedUntilTheyEnd() throws IOException {
        Keys keys = keys(Optional.empty(), Optional.of(file(entry("k", "a", ", \"concurrent_requests\": 1"))));
        Runnable first = bearer(keys, "a").enter();
        assertThatThrownBy(() -> bearer(keys, "a").enter()).hasMessageContaining("1 request at the same time");
        first.run();
        first.run();
        bearer(keys, "a").enter();
        assertThatThrownBy(() -> bearer(keys, "a").enter()).isInstanceOf(RequestRefused.class);
    }

    @Test
    void aChangedFileIsReadAgainAndWhatWasUsedStaysUsed() throws IOException {
        Path file = file(entry("k", "a", ", \"requests_per_minute\": 1"), entry("old", "b", ""));
        Keys keys = keys(Optional.empty(), Optional.of(file));
        bearer(keys, "a").enter();
        file(entry("k", "a", ", \"requests_per_minute\": 1"), entry("newer", "c", ""));
        assertThat(bearer(keys, "b").name()).as("looked at once a second").hasValue("old");
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(bearer(keys, "c").name()).hasValue("newer");
        assertThatThrownBy(() -> bearer(keys, "b")).isInstanceOf(RequestRefused.class);
        assertThatThrownBy(() -> bearer(keys, "a").enter()).isInstanceOf(RequestRefused.class);
        assertThat(told).singleElement().asString().contains("read again: 2 keys");
    }

    @Test
    void aBrokenFileLeavesTheKeysAsTheyWereAndIsToldOfOnce() throws IOException {
        Path file = file(entry("k", "a", ""));
        Keys keys = keys(Optional.empty(), Optional.of(file));
        Files.writeString(file, "{\"keys\": [{\"name\": \"k\", \"key\": \"secret\"}]}");
        for (int i = 0; i < 3; i++) {
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
            assertThat(bearer(keys, "a").name()).hasValue("k");
        }
        assertThat(told)
                .singleElement()
                .asString()
                .contains("stay as they were")
                .doesNotContain("secret");
        Files.delete(file);
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(bearer(keys, "a").name()).hasValue("k");
        file(entry("k", "z", ""));
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(bearer(keys, "z").name()).hasValue("k");
    }

    @Test
    void aFileThatOthersCanWriteIsRefused() throws IOException {
        Path file = file(entry("k", "a", ""));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatThrownBy(() -> keys(Optional.empty(), Optional.of(file)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("others than its owner");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"k\", \"sha256\": \"my-secret-key\"} | sha256",
                "{\"name\": \"a b\", \"sha256\": \"my-secret-key\"} | name",
                "{\"name\": \"k\", \"sha256\": \"my-secret-key\", \"requests_per_minute\": 0} | requests_per_minute",
                "{\"name\": \"k\"} | sha256",
                "{\"name\": \"k\", \"sha256\": \"my-secret-key\", \"request_per_minute\": 3} | requests_per_minute"
            })
    void whatIsWrongIsSaidWithoutWhatMayBeAKey(String entry, String said) throws IOException {
        Path file = file(entry);
        assertThatThrownBy(() -> keys(Optional.empty(), Optional.of(file)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("keys.json")
                .hasMessageContaining(said)
                .hasMessageNotContaining("my-secret-key");
    }

    @Test
    void namesAndKeysAreThereOnce() throws IOException {
        Path file = file(entry("k", "a", ""), entry("k", "b", ""), entry("other", "a", ""));
        assertThatThrownBy(() -> keys(Optional.empty(), Optional.of(file)))
                .hasMessageContaining("two keys of the name k")
                .hasMessageContaining("the key of other twice");
        Path none = file();
        assertThatThrownBy(() -> keys(Optional.empty(), Optional.of(none))).hasMessageContaining("no key");
    }

    @ParameterizedTest
    @CsvSource({"0, 0ms", "12, 12ms", "999, 999ms", "1000, 1s", "6200, 6.2s", "60000, 1m0s", "66250, 1m6.25s"})
    void timesAreSpelledAsOpenAiDoes(long milliseconds, String spelled) {
        assertThat(Allowance.spelled(Duration.ofMillis(milliseconds))).isEqualTo(spelled);
    }
}
