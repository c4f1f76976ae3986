package org.dasllm.schema.automaton;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeenNamesTest {
    private static final String CHARACTERS = "\"\"\"\\{},:ab";

    /** A whole token is judged as its bytes are, one behind the other. */
    @Test
    void aTokenIsJudgedAsItsBytesAre() {
        Random random = new Random(3);
        int apart = 0;
        int twice = 0;
        for (int text = 0; text < 20_000; text++) {
            SeenNames names = SeenNames.NONE.next('{');
            for (int step = 0; step < 12 && names != null; step++) {
                byte[] token = token(random);
                SeenNames behind = behind(names, token);
                assertThat(names.keepApart(token))
                        .as(new String(token, StandardCharsets.ISO_8859_1))
                        .isEqualTo(behind != null);
                apart += behind != null ? 1 : 0;
                twice += behind != null ? 0 : 1;
                names = behind;
            }
        }
        assertThat(apart).isGreaterThan(10_000);
        assertThat(twice).isGreaterThan(500);
    }

    private static byte[] token(Random random) {
        byte[] token = new byte[1 + random.nextInt(5)];
        for (int i = 0; i < token.length; i++) {
            token[i] = (byte) CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        }
        return token;
    }

    private static @Nullable SeenNames behind(SeenNames names, byte[] token) {
        SeenNames at = names;
        for (int i = 0; i < token.length && at != null; i++) {
            at = at.next(token[i] & 0xFF);
        }
        return at;
    }
}
