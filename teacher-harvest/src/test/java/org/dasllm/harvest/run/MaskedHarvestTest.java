package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.privacy.config.PrivacyConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts leave masked, and what they are answered comes back with their values. */
class MaskedHarvestTest {
    private static final List<String> SECRETS = List.of("anna@x.org", "0171 2345678", "4111111111111111", "Berg");

    @TempDir
    Path dir;

    @Test
    void theTeacherAndTheJournalSeePlaceholdersAndTheSamplesHaveTheValues() throws IOException {
        Path names = Files.writeString(dir.resolve("names.txt"), "Anna Berg\n");
        Path prompts = prompts(
                "I am Anna Berg, anna@x.org, phone 0171 2345678",
                "{\"card\": 4111111111111111}",
                "my [EMAIL_1] is bo@x.org");
        try (FakeTeacher teacher = new FakeTeacher((text, time) ->
                FakeTeacher.answer(text.startsWith("{") ? "{\"pay\": \"[CARD_NUMBER_1#]\"}" : "Said: " + text))) {
            HarvestConfig config = masked(Teachers.fake(teacher.url()).config(), "{\"names\": \"" + names + "\"}");
            run(config, prompts);
            String seen = teacher.lastRequest().toString();

            assertThat(completions())
                    .containsExactly(
                            "Said: I am Anna Berg, anna@x.org, phone 0171 2345678",
                            "{\"pay\": 4111111111111111}",
                            "Said: my [EMAIL_1] is bo@x.org");
            assertThat(samples())
                    .extracting(sample -> sample.prompt().get(1).content())
                    .contains("my [EMAIL_1] is bo@x.org");
            assertThat(seen).doesNotContain("bo@x.org");
            assertThat(everythingKept())
                    .contains("[EMAIL_1]")
                    .doesNotContain(SECRETS)
                    .doesNotContain("bo@x.org");

            HarvestSummary again = run(config, prompts);
            assertThat(again.asked()).isZero();
            assertThat(completions()).contains("{\"pay\": 4111111111111111}");
        }
    }

    @Test
    void promptsThatDifferInTheirValuesAloneAreAskedOnce() throws IOException {
        Path prompts = prompts("mail anna@x.org", "mail bo@x.org");
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("to [email 1]"))) {
            run(masked(Teachers.fake(teacher.url()).config(), "{}"), prompts);

            assertThat(teacher.total()).isEqualTo(1);
            assertThat(completions()).containsExactly("to anna@x.org", "to bo@x.org");
        }
    }

    @Test
    void anAnswerWithAPlaceholderOfItsOwnIsNoLabel() throws IOException {
        Path prompts = prompts("mail anna@x.org", "hello");
        try (FakeTeacher teacher = new FakeTeacher(
                (text, time) -> FakeTeacher.answer(text.equals("hello") ? "hi" : "to [EMAIL_1] and [EMAIL_2]"))) {
            HarvestSummary summary = run(masked(Teachers.fake(teacher.url()).config(), "{}"), prompts);

            assertThat(summary.dropped())
                    .isEqualTo(Map.of("the answer names a placeholder that its prompt does not have", 1));
            assertThat(completions()).containsExactly("hi");
        }
    }

    @Test
    void tokensOfAMaskedTextGoWhereValuesComeBack() throws IOException {
        Path prompts = prompts("mail anna@x.org", "hello");
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> {
            String answer = text.equals("hello") ? "hi" : "[EMAIL_1]";
            return FakeTeacher.answer(answer, List.of(token(answer)));
        })) {
            TeacherConfig config =
                    Teachers.fake(teacher.url()).with("top_logprobs", 2).config();
            run(masked(config, "{}"), prompts);

            assertThat(completions()).containsExactly("anna@x.org", "hi");
            assertThat(samples().get(0).tokens()).isNull();
            assertThat(samples().get(1).tokens()).hasSize(1);
        }
    }

    @Test
    void withoutMaskingPromptsGoAsTheyAre() throws IOException {
        Path prompts = prompts("mail anna@x.org");
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("to [EMAIL_1]"))) {
            run(Teachers.harvest(Teachers.fake(teacher.url()).config(), 0), prompts);

            assertThat(teacher.lastRequest().toString()).contains("anna@x.org");
            assertThat(completions()).containsExactly("to [EMAIL_1]");
        }
    }

    @Test
    void maskingNeedsATeacherAndNamesThatCanBeRead() throws IOException {
        Path empty = Files.writeString(dir.resolve("names.txt"), "#\n");
        TeacherConfig teacher = Teachers.fake("http://127.0.0.1:1").config();

        assertThatThrownBy(() -> Harvest.requireMasking(masked(teacher, "{\"names\": \"" + empty + "\"}")))
                .hasMessageContaining("holds no names");
        assertThatThrownBy(() -> ConfigBinder.bind(
                        ConfigSource.json(
                                "{\"recorded\": {\"files\": []}, \"masking\": {\"off\": [\"mail\"]}}", "test"),
                        HarvestConfig.class))
                .hasMessageContaining("no detector 'mail'");
        String recorded = "{\"recorded\": {\"files\": [{\"path\": \"" + empty + "\"}]}, \"masking\": {}}";
        assertThatThrownBy(() -> ConfigBinder.bind(ConfigSource.json(recorded, "test"), HarvestConfig.class))
                .hasMessageContaining("is for prompts to a teacher");
    }

    private static AnswerToken token(String text) {
        AnswerToken.Alternative likeliest = new AnswerToken.Alternative(text, null, -0.5f);
        return new AnswerToken(text, null, List.of(likeliest));
    }

    private static HarvestConfig masked(TeacherConfig teacher, String masking) {
        PrivacyConfig config = ConfigBinder.bind(ConfigSource.json(masking, "test"), PrivacyConfig.class);
        return new HarvestConfig(List.of(), teacher, null, null, null, config, null, 0, null, null);
    }

    private Path prompts(String... texts) {
        List<Sample> samples = Stream.of(texts)
                .map(text -> new Sample(
                        "s" + Integer.toHexString(text.hashCode()),
                        "group",
                        "train",
                        List.of(Message.system("Answer."), Message.user(text)),
                        null,
                        null,
                        Map.of(),
                        null))
                .toList();
        Path file = dir.resolve("prompts.jsonl");
        SampleFile.write(file, samples);
        return file;
    }

    private HarvestSummary run(HarvestConfig config, Path prompts) {
        return Harvest.run(config, prompts, dir.resolve("work"), dir.resolve("samples.jsonl"), Progress.SILENT);
    }

    private List<Sample> samples() {
        return SampleFile.read(dir.resolve("samples.jsonl"));
    }

    private List<String> completions() {
        return samples().stream().map(Sample::completion).toList();
    }

    /** All files of the work folder; the journal is among them. */
    private String everythingKept() throws IOException {
        StringBuilder kept = new StringBuilder();
        try (Stream<Path> files = Files.walk(dir.resolve("work"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                kept.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return kept.toString();
    }
}
