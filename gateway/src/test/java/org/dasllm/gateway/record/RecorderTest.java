package org.dasllm.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dasllm.harvest.traffic.TrafficProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RecorderTest {
    private static final byte[] REQUEST = "{\"model\":\"m\",\"messages\":[]}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLY = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1, 2, 3};

    private static Captured encoded(String coding) {
        return new Captured(
                "ex_1",
                TrafficProtocol.OPENAI,
                Instant.EPOCH,
                1,
                Optional.empty(),
                Optional.empty(),
                REQUEST,
                200,
                HttpHeaders.of(Map.of("content-encoding", List.of(coding)), (name, value) -> true),
                REPLY);
    }

    @Test
    void anEncodingThatCannotBeReadIsToldOnceWithWhatToDo() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        Counts counts = new Counts();
        RoomLeft room = new RoomLeft(1_000);
        try (Recorder recorder = new Recorder(
                line -> CompletableFuture.completedFuture(null), Optional.empty(), 1, counts, room, told::add)) {
            for (String coding : List.of("zstd", "br", "zstd")) {
                Captured captured = encoded(coding);
                assertThat(room.take(captured.bytes())).isTrue();
                recorder.record(captured).toCompletableFuture().join();
            }
        }
        assertThat(counts.now().unrecorded()).containsEntry(Unrecorded.UNREADABLE, 3L);
        assertThat(room.left()).isEqualTo(1_000);
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).contains("'zstd'", "Accept-Encoding").doesNotContain("\n");
        assertThat(told.get(1)).contains("'br'");
    }
}
