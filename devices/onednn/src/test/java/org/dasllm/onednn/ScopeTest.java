package org.dasllm.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ScopeTest {
    private static final int ROWS = 1000;
    private static final int COLUMNS = 3000;

    /** Each takes three times 12 MB, in slabs that are begun anew, and leaves 12 KB. */
    @Test
    void aHundredScopesTakeTheMemoryOfTwo() {
        float[] values = Plain.random(1, ROWS * COLUMNS);
        try (OneDnnDevice device = new OneDnnDevice(2);
                Pass pass = device.trainingPass()) {
            Tensor x = pass.upload(ROWS, COLUMNS, values);
            long held = 0;
            for (int i = 0; i < 100; i++) {
                pass.scope(() -> {
                    Tensor inner = pass.scope(
                            () -> pass.select(pass.select(x, reversed()).output(), reversed())
                                    .output());
                    return pass.select(inner, new int[] {0}).output();
                });
                held = i == 1 ? device.memoryBytes() : held;
            }
            assertThat(device.memoryBytes()).isEqualTo(held);
        }
    }

    private static int[] reversed() {
        int[] rows = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            rows[i] = ROWS - 1 - i;
        }
        return rows;
    }

    @Test
    void theResultIsMovedUnchanged() {
        float[] values = Plain.random(2, ROWS * COLUMNS);
        try (OneDnnDevice device = new OneDnnDevice(2);
                Pass pass = device.trainingPass()) {
            // The first tensor is shorter than the result, so that old and new place overlap.
            Tensor kept = pass.scope(() -> {
                pass.upload(1, 70, new float[70]);
                return pass.upload(ROWS, COLUMNS, values);
            });
            assertThat(pass.download(kept)).isEqualTo(values);
            Tensor far = pass.scope(() -> {
                for (int i = 0; i < 20; i++) {
                    pass.upload(ROWS, COLUMNS, new float[ROWS * COLUMNS]);
                }
                return pass.upload(3, 2, new float[] {1, 2, 3, 4, 5, 6});
            });
            Tensor next = pass.upload(1, 1, new float[] {7});
            assertThat(pass.download(far)).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(pass.download(next)).containsExactly(7);
            assertThat(pass.download(kept)).isEqualTo(values);
        }
    }

    @Test
    void whatAScopeMadeIsRefusedAfterwards() {
        try (OneDnnDevice device = new OneDnnDevice(1);
                Pass pass = device.trainingPass()) {
            RmsNorm norm = RmsNorm.of(device.parameter(HostMatrix.of(1, 2, new float[] {1, 1}), false), 1e-5f);
            Tensor x = pass.upload(1, 2, new float[] {1, 2});
            List<Result> leaked = new ArrayList<>();
            Tensor same = pass.scope(() -> {
                leaked.add(pass.norm(x, norm));
                return x;
            });
            assertThat(same).isSameAs(x);
            assertThatIllegalStateException().isThrownBy(() -> leaked.get(0).backward(x));
            assertThatIllegalStateException()
                    .isThrownBy(() -> pass.download(leaked.get(0).output()));
            // Memory of a scope that fails is given back as well, and the pass goes on.
            assertThatIllegalStateException()
                    .isThrownBy(() -> pass.scope(() -> {
                        throw new IllegalStateException("on purpose");
                    }));
            assertThat(pass.download(pass.norm(x, norm).backward(x))).hasSize(2);
        }
    }
}
