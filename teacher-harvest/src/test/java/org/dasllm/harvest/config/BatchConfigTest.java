package org.dasllm.harvest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.batch.BatchLimits;
import org.dasllm.harvest.fixture.Teachers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchConfigTest {
    private static final Map<String, Object> STORED =
            Map.of("store", "s3://bucket/folder", "role", "arn:aws:iam::123456789012:role/batches");

    private static Teachers bedrock(Map<String, Object> more) {
        Map<String, Object> batch = new HashMap<>(STORED);
        batch.putAll(more);
        return Teachers.fake("http://127.0.0.1:9").with("protocol", "bedrock").with("batch", batch);
    }

    @Test
    void everyKeyAndItsDefaultIsThis() {
        BatchConfig config = ConfigBinder.bind(ConfigSource.json("{}", "the test"), BatchConfig.class);
        assertThat(Json.line(ConfigJson.of(config))).isEqualTo("{\"poll_seconds\":60.0,\"max_tries\":3}");
    }

    @Test
    void bedrocksBatchesHaveALeastSize() {
        assertThat(BatchLimits.of(bedrock(Map.of()).config())).isEqualTo(new BatchLimits(100, 50_000, 256_000_000));
        assertThat(BatchLimits.of(
                        bedrock(Map.of("min_requests", 10, "max_requests", 20)).config()))
                .isEqualTo(new BatchLimits(10, 20, 256_000_000));
        assertThat(BatchLimits.of(Teachers.fake("http://127.0.0.1:9")
                                .with("batch", Map.of())
                                .config())
                        .fewest())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "max_requests, 50, has max_requests 50",
        "store, bucket, 'batch.store' is a bucket",
        "store, s3://B, 'batch.store' is a bucket",
        "role, batches, 'batch.role' is the ARN of a role",
        "min_requests, 0, 'batch.min_requests' is at least 1"
    })
    void whatCannotBeIsRefusedInOneLine(String key, String value, String words) {
        Object typed = value.matches("[0-9]+") ? Integer.valueOf(value) : value;
        assertThatThrownBy(() -> bedrock(Map.of(key, typed)).config())
                .message()
                .contains(words)
                .doesNotContain("\n");
    }

    @Test
    void bedrockNeedsAStoreAndARoleAndOthersHaveNone() {
        assertThatThrownBy(() -> bedrock(Map.of()).with("batch", Map.of()).config())
                .hasMessageContaining("'batch' needs store and role")
                .hasMessageContaining("s3://bucket/folder");
        for (String key : STORED.keySet()) {
            assertThatThrownBy(() -> Teachers.fake("http://127.0.0.1:9")
                            .with("batch", Map.of(key, STORED.get(key)))
                            .config())
                    .hasMessageContaining("which are for protocol bedrock");
        }
        assertThatThrownBy(() -> bedrock(Map.of())
                        .with("protocol", "xai")
                        .with("batch", Map.of())
                        .config())
                .hasMessageContaining("are not spoken here");
    }
}
