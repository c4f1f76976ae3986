package org.dasllm.harvest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.config.Default;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordedConfigTest {
    private static RecordedConfig of(String text, @Nullable String label, String delimiter) {
        return new RecordedConfig(
                List.of(new RecordedFile(Path.of("a.csv"), null)), text, label, null, null, List.of(), null, delimiter);
    }

    @Test
    void theDefaultsAre() {
        Map<String, String> defaults = new TreeMap<>();
        Arrays.stream(RecordedConfig.class.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Default.class))
                .forEach(component -> defaults.put(
                        component.getName(),
                        component.getAnnotation(Default.class).value()));
        assertThat(defaults).isEqualTo(Map.of("textColumn", "text", "attributeColumns", "[]", "delimiter", "','"));
    }

    @Test
    void columnsHaveNamesAndTheDelimiterIsOneCharacter() {
        assertThat(of("text", null, ";").labelColumn()).isNull();
        assertThatThrownBy(() -> of(" ", null, ",")).hasMessageContaining("text_column and label_column are names");
        assertThatThrownBy(() -> of("text", "", ",")).hasMessageContaining("text_column and label_column are names");
        assertThatThrownBy(() -> of("text", "label", "")).hasMessageContaining("delimiter is one character");
        assertThatThrownBy(() -> of("text", "label", ";;")).hasMessageContaining("delimiter is one character");
    }
}
