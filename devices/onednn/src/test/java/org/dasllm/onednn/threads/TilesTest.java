package org.dasllm.onednn.threads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilesTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 4864, 896",
        "255, 63, 8",
        "256, 64, 256",
        "2048, 768, 256",
        "1000, 5000, 7",
        "4, 16, 9999"
    })
    void coverEveryNumberOnce(int rows, int columns, int inner) {
        Tiles tiles = Tiles.of(rows, columns, inner);
        int[] covered = new int[rows * columns];
        for (int t = 0; t < tiles.count(); t++) {
            assertThat(tiles.rowCount(t)).isPositive();
            assertThat(tiles.columnCount(t)).isPositive();
            for (int i = 0; i < tiles.rowCount(t); i++) {
                for (int j = 0; j < tiles.columnCount(t); j++) {
                    covered[(tiles.firstRow(t) + i) * columns + tiles.firstColumn(t) + j]++;
                }
            }
        }
        assertThat(covered).containsOnly(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 3", "5, 0, 3"})
    void nothingIsNoTile(int rows, int columns, int inner) {
        assertThat(Tiles.of(rows, columns, inner).count()).isZero();
    }
}
