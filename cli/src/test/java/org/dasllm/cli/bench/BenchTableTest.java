package org.dasllm.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dasllm.format.manifest.Machine;
import org.junit.jupiter.api.Test;

final class BenchTableTest {
    @Test
    void aFigureIsALineWithSpreadLimitAndShare() {
        Figure figure = Figure.Samples.ofRate("decode.1", "decoding, one stream", "tokens/s", "memory read")
                .add(20, 40)
                .add(24, 40)
                .add(22.04, 40)
                .figure();
        BenchReport report = new BenchReport(
                "1",
                Machine.current(),
                "a processor",
                0.1,
                "a device",
                "tiny",
                10,
                1,
                "bfloat16",
                2,
                3,
                List.of(new MachineLimit("read", "limit: memory read", "GB/s", Spread.of(List.of(30.0)))),
                List.of(figure));
        assertThat(BenchTable.lines(report))
                .contains("tiny, bfloat16, 3 samples a figure; a device; a processor")
                .anyMatch(line -> line.matches("limit: memory read +30\\.0 +GB/s"))
                .anyMatch(
                        line -> line.matches("decoding, one stream +22\\.0 +tokens/s +20\\.0 to 24\\.0 +40\\.0 +55 %"))
                .contains("  decode.1: memory read");
    }
}
