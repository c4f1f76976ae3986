package org.dasllm.wire.received;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventStreamTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void eventsEndWithAnyOfTheThreeLineBreaks(String end) {
        String stream =
                String.join(end, ": alive", "", "data: {\"a\":1}", "", "event: x", "data: {", "data: }", "", "");
        assertThat(EventStream.data(stream)).containsExactly("{\"a\":1}", "{\n}");
        assertThat(EventStream.begins(EventStream.withoutComments(stream))).isTrue();
    }

    /** JSON allows them in its texts as they are, and models write what they have read. */
    @Test
    void otherLineBreaksOfUnicodeArePartOfTheText() {
        for (String inside : List.of("\u2028", "\u2029", "\u0085")) {
            String event = "{\"text\":\"one" + inside + "two\"}";
            assertThat(EventStream.data("data: " + event + "\n\ndata: [DONE]\n\n"))
                    .containsExactly(event);
        }
    }
}
