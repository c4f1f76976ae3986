package org.dasllm.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ByteAlphabetTest {
    @Test
    void spellsBytesAsGpt2Does() {
        assertThat(ByteAlphabet.letter(' ')).isEqualTo("Ġ");
        assertThat(ByteAlphabet.letter('\n')).isEqualTo("Ċ");
        assertThat(ByteAlphabet.letter('A')).isEqualTo("A");
        assertThat(ByteAlphabet.letter(0xAD)).isEqualTo("Ń");
        assertThat(ByteAlphabet.letter(0xFF)).isEqualTo("ÿ");
        assertThat(IntStream.range(0, 256).mapToObj(ByteAlphabet::letter)).doesNotHaveDuplicates();
    }
}
