package org.dasllm.dataset.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.spark.SparkForTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of several nights come out in one order, those that count no more are left out, and a damaged file is recognised. */
class MergedLinesTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] key(String id) {
        return Arrays.copyOf(utf8("key of " + id), 32);
    }

    private static WrittenLine line(String id, String text) {
        return new WrittenLine(key(id), utf8(id), "hash " + id, "content " + id, id.isEmpty() ? null : "p", utf8(text));
    }

    private static byte[] file(String... ids) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (WrittenLines.Writer writer = new WrittenLines.Writer(bytes)) {
            for (String id : ids) {
                writer.add(line(id, "line " + id));
            }
        }
        return bytes.toByteArray();
    }

    private static WrittenLines.Reader reader(byte[] file) {
        return new WrittenLines.Reader(
                new ByteArrayInputStream(file), () -> new IllegalStateException("it is damaged"));
    }

    private static KeyTable keys(String... ids) {
        return KeyTable.of(SparkForTests.session()
                .createDataFrame(
                        Arrays.stream(ids).map(id -> RowFactory.create(key(id))).toList(),
                        new StructType().add("key", DataTypes.BinaryType)));
    }

    private static List<String> ids(byte[] file) throws IOException {
        List<String> ids = new ArrayList<>();
        try (WrittenLines.Reader reader = reader(file)) {
            for (WrittenLine line = reader.next(); line != null; line = reader.next()) {
                ids.add(new String(line.id(), StandardCharsets.UTF_8));
            }
        }
        return ids;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linesOfAllNightsAreInTheOrderOfTheirIds(boolean anew) throws IOException {
        // U+E000 comes before U+1F600 by the bytes of UTF-8, and behind it by those of UTF-16.
        List<WrittenLines.Reader> before =
                List.of(reader(file("a", "c", "e", "\ue000")), reader(file("b", "d")), reader(file()));
        ByteArrayOutputStream next = new ByteArrayOutputStream();
        List<String> texts = new ArrayList<>();
        try (MergedLines lines = new MergedLines(
                before,
                keys("a", "b", "e", "\ue000", "of no file"),
                new WrittenLines.Writer(next),
                anew,
                line -> texts.add(new String(line.text(), StandardCharsets.UTF_8)))) {
            lines.add(line("aa", "new aa"), true);
            lines.add(line("d", "new d"), false);
            lines.add(line("\ud83d\ude00", "new face"), true);
            lines.finish();
        }
        assertThat(texts).containsExactly("line a", "new aa", "line b", "new d", "line e", "line \ue000", "new face");
        assertThat(ids(next.toByteArray()))
                .isEqualTo(
                        anew ? List.of("a", "aa", "b", "e", "\ue000", "\ud83d\ude00") : List.of("aa", "\ud83d\ude00"));
    }

    @Test
    void aFileThatIsCutOffOrChangedIsDamaged() throws IOException {
        byte[] whole = file("", "b");
        assertThat(ids(whole)).containsExactly("", "b");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ids(cut)).hasMessage("it is damaged");
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 64;
            assertThatThrownBy(() -> ids(changed)).as("byte " + at).hasMessage("it is damaged");
        }
    }
}
