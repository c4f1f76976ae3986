package org.dasllm.format.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.SampleRules.Rule;
import org.dasllm.format.sample.SampleRules.Violation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRulesTest {
    private static Sample sample(String id, String group, @Nullable String split, Message... prompt) {
        return new Sample(id, group, split, List.of(prompt), null, null, Map.of(), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "validation", "test"})
    void aWholeSampleKeepsAllRules(String split) {
        assertThat(SampleRules.violation(sample("a", "g", split, Message.system("s"), Message.user("u"))))
                .isEmpty();
        assertThat(SampleRules.violation(sample("a", "g", null, Message.user("u"), Message.assistant("x"))))
                .isEmpty();
    }

    static Stream<Arguments> broken() {
        Message user = Message.user("u");
        return Stream.of(
                Arguments.of(sample(" ", "g", null, user), Rule.ID, "the id is empty"),
                Arguments.of(sample("a", "", null, user), Rule.GROUP, "the group is empty"),
                Arguments.of(
                        sample("a", "g", "dev", user),
                        Rule.SPLIT,
                        "the split 'dev' is not one of train, validation, test"),
                Arguments.of(sample("a", "g", "Test", user), Rule.SPLIT, "the split 'Test' is not one of"),
                Arguments.of(sample("a", "g", "", user), Rule.SPLIT, "the split '' is not one of"),
                Arguments.of(sample("a", "g", "valid\n ation", user), Rule.SPLIT, "the split 'valid ation' is not"),
                Arguments.of(
                        sample("a", "g", null, user, new Message("tool", "x")),
                        Rule.ROLE,
                        "the role 'tool' is not one of system, user, assistant"),
                Arguments.of(sample("a", "g", null, new Message("User", "x")), Rule.ROLE, "the role 'User' is not"),
                Arguments.of(sample("a", "g", null, new Message("human", "x")), Rule.ROLE, "the role 'human' is not"),
                Arguments.of(
                        sample("a", "g", null, new Message("r".repeat(60), "x")),
                        Rule.ROLE,
                        "the role '" + "r".repeat(40) + "…' is not"),
                Arguments.of(sample("a", "g", null, Message.system("s")), Rule.USER_TEXT, "no message of the user"),
                Arguments.of(
                        sample("a", "g", null, Message.user(" \n"), Message.assistant("x")),
                        Rule.USER_TEXT,
                        "no message of the user"),
                Arguments.of(sample("a", "g", null), Rule.USER_TEXT, "no message of the user"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenRuleIsNamed(Sample sample, Rule rule, String words) {
        Violation violation = SampleRules.violation(sample).orElseThrow();
        assertThat(violation.rule()).isEqualTo(rule);
        assertThat(violation.detail()).contains(words);
    }

    @Test
    void theDevelopersRoleIsTheSystems() {
        Message message = Json.parse("{\"role\":\"developer\",\"content\":\"Classify.\"}", Message.class, "a line");
        assertThat(message).isEqualTo(Message.system("Classify."));
    }
}
