package org.dasllm.harvest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordedConfigTest {
    private static RecordedConfig of(String text, @Nullable String label, String delimiter) {
        return new RecordedConfig(
                List.of(new RecordedFile(Path.of("a.csv"), null)), text, label, null, null, List.of(), null, delimiter);
    }

    @Test
    void columnsHaveNamesAndTheDelimiterIsOneCharacter() {
        assertThat(of("text", null, ";").labelColumn()).isNull();
        assertThatThrownBy(() -> of(" ", null, ",")).hasMessageContaining("'text_column' is the name");
        assertThatThrownBy(() -> of("text", "", ",")).hasMessageContaining("'label_column' is the name");
        assertThatThrownBy(() -> of("text", "label", "")).hasMessageContaining("'delimiter' is one character");
        assertThatThrownBy(() -> of("text", "label", ";;")).hasMessageContaining("'delimiter' is one character");
    }
}
