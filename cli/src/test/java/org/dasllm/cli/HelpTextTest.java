package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

class HelpTextTest {
    static Stream<Class<?>> commands() {
        return Arrays.stream(Main.class.getAnnotation(Command.class).subcommands())
                .map(each -> (Class<?>) each);
    }

    /** A description that was broken into lines by hand is broken a second time by a terminal of 80 columns, which leaves ragged words. */
    @ParameterizedTest
    @MethodSource("commands")
    void aDescriptionsParagraphsAreWholeSentences(Class<?> command) {
        List<String> paragraphs = List.of(command.getAnnotation(Command.class).description());
        assertThat(paragraphs).allMatch(text -> text.matches("(?s).*[.:;)]"));
    }
}
