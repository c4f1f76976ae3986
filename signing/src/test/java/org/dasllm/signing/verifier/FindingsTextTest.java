package org.dasllm.signing.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.signing.folder.SignedFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FindingsTextTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    /** Anybody may sign under any name, also one that would write over what a terminal shows. */
    @Test
    void textsOfTheFolderCannotSteerATerminal() {
        SignedFixture fixture = SignedFixture.in(dir, "NOT_SHOWN", "owner");
        fixture.sign("ada", Map.of("owner", "me\u001b[2K\r  is whole\n"), Optional.of("so\u202eno\u0007"));
        fixture.file("extra\u0085name", "x");
        List<String> changed = FindingsText.lines(fixture.verify(), false);
        assertThat(changed.get(0)).endsWith(" is not as it was:");
        assertThat(changed).anyMatch(line -> line.contains("extra?name"));
        assertThat(fixture.folder().resolve("extra\u0085name").toFile().delete())
                .isTrue();
        List<String> whole = FindingsText.lines(fixture.verify("ada"), true);
        assertThat(whole)
                .contains(
                        "  signed despite the verdict \"not-shown\": so?no?",
                        "  filled in by the signer: owner: me?[2K?  is whole?");
        assertThat(whole).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
    }
}
