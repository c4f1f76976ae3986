package org.dasllm.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Test;

final class CudaProviderTest {
    @Test
    void isFoundAndPreferred() {
        DeviceProvider first = Devices.all().get(0);
        assertThat(first.name()).isEqualTo("cuda");
        assertThat(first.precisions()).contains(Precision.FLOAT32, Precision.BFLOAT16);
    }

    @Test
    void saysInOneLineWhyItCannotBeUsed() {
        CudaProvider provider = new CudaProvider();
        Optional<String> reason = provider.unavailable();
        assumeTrue(reason.isPresent(), "a card can be used here");
        assertThat(reason.get()).isNotBlank().doesNotContain("\n");
        assertThatIllegalStateException().isThrownBy(() -> provider.open(1)).withMessageContaining(reason.get());
    }
}
