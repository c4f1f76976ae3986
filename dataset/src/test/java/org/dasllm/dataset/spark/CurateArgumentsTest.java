package org.dasllm.dataset.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;

class CurateArgumentsTest {
    @Test
    void readsOptionsAndInputsInAnyOrder() {
        assertThat(CurateArguments.parse("a.jsonl", "--out", "o", "b.jsonl", "--config", "c.json"))
                .isEqualTo(new CurateArguments("c.json", "o", "", List.of("a.jsonl", "b.jsonl")));
        assertThat(CurateArguments.parse("table:db.a", "--tables", "db.b_", "--out", "o", "--config", "c.json"))
                .isEqualTo(new CurateArguments("c.json", "o", "db.b_", List.of("table:db.a")));
    }

    @Test
    void refusesWhatIsMissingOrUnknown() {
        assertThatThrownBy(() -> CurateArguments.parse("--out", "o", "a.jsonl")).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> CurateArguments.parse("--config", "c", "--out", "o"))
                .isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> CurateArguments.parse("--config", "c", "--out"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("--out");
        assertThatThrownBy(() -> CurateArguments.parse("--colour", "c")).hasMessageContaining("--colour");
    }
}
