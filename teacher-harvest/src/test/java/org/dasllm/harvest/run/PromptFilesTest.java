package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptFilesTest {
    @TempDir
    Path dir;

    /** Lines of samples, where only what is unusual is given. */
    private Path file(String name, String... lines) {
        try {
            return Files.writeString(
                    dir.resolve(name),
                    Arrays.stream(lines).map(PromptFilesTest::line).collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(String unusual) {
        if (unusual.isBlank()) {
            return unusual;
        }
        StringBuilder usual = new StringBuilder("{");
        for (String component : new String[] {
            "'id':'i" + Integer.toHexString(unusual.hashCode()) + "'",
            "'group':'g'",
            "'prompt':[{'role':'user','content':'hello'}]",
            "'attributes':{}"
        }) {
            String key = component.substring(0, component.indexOf(':'));
            usual.append(unusual.contains(key + ":") ? "" : component + ",");
        }
        return usual.append(unusual).append("}").toString().replace('\'', '"');
    }

    private List<Sample> read(Path... files) {
        return PromptFiles.read(List.of(files), LaterStages.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'split':'dev'|the split 'dev' is not one of train, validation, test",
                "'split':'TRAIN'|the split 'TRAIN' is not one of",
                "'prompt':[{'role':'user','content':'a'},{'role':'tool','content':'b'}]|the role 'tool' is not one of",
                "'prompt':[{'role':'human','content':'a'}]|the role 'human' is not one of system, user, assistant",
                "'prompt':[{'role':'system','content':'a'}]|there is no message of the user with text in it",
                "'prompt':[]|there is no message of the user with text in it",
                "'prompt':[{'role':'user','content':'  '}]|there is no message of the user with text in it",
                "'id':' '|the id is empty",
                "'group':''|the group is empty"
            })
    void whatCurationWouldDropIsFoundWithItsLine(String unusual, String words) {
        Path file = file("p.jsonl", "'id':'a'", "", unusual, "'id':'b'");
        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                .hasMessageContaining("found before anything was asked")
                .hasMessageContaining(words)
                .hasMessageContaining("(" + file + ":3)");
    }

    @Test
    void anIdIsGivenOnceOverAllFiles() {
        Path first = file("first.jsonl", "'id':'a'", "'id':'b'");
        Path second = file("second.jsonl", "", "'id':'b'", "'id':'c'", "'id':'c'");
        assertThatThrownBy(() -> read(first, second))
                .hasMessageContaining("the id is given before (" + second + ":2 as in " + first + ":2, " + second
                        + ":4 as in " + second + ":3)");
        assertThatThrownBy(() -> read(first, first)).hasMessageContaining(first + ":1 as in " + first + ":1");
    }

    @Test
    void allFaultsAreInOneLineWithTheirFirstPlaces() {
        Path file = file(
                "p.jsonl",
                "'id':'1','split':'dev'",
                "'id':'2','split':'dev'",
                "'id':'3','split':'dev'",
                "'id':'4','split':'dev'",
                "'id':'5','split':'holdout'",
                "'id':'6','group':' '",
                "'id':'6'",
                "'id':'8','prompt':[{'role':'bot','content':'x'}]",
                "'id':'9','prompt':[{'role':'gpt','content':'x'}]");
        assertThatThrownBy(() -> read(file))
                .hasMessageContaining("'dev' is not one of train, validation, test (" + file + ":1, " + file + ":2, "
                        + file + ":3 and 1 more); the split 'holdout'")
                .hasMessageContaining("the group is empty (" + file + ":6); the id is given before (" + file
                        + ":7 as in " + file + ":6); 2 more kinds of faults. Correct or remove them")
                .hasMessageNotContaining("\n");
    }

    @Test
    void laterStagesAreAskedToo() {
        Path file = file("p.jsonl", "'id':'a'", "'id':'b'");
        LaterStages later = new LaterStages() {
            @Override
            public Optional<String> refusal(Sample sample) {
                return sample.id().equals("b") ? Optional.of("too long") : Optional.empty();
            }

            @Override
            public List<String> refusals(List<Sample> samples) {
                return samples.size() == 2 ? List.of("both are alike") : List.of();
            }
        };
        assertThatThrownBy(() -> PromptFiles.read(List.of(file), later))
                .hasMessageContaining("both are alike; too long (" + file + ":2)");
    }

    @Test
    void theDevelopersMessageIsAskedAsTheSystems() throws Exception {
        Path file = file(
                "p.jsonl", "'prompt':[{'role':'developer','content':'Classify.'},{'role':'user','content':'My card'}]");
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("x"))) {
            Harvest.run(Fixture.config(teacher.url()), file, dir, dir.resolve("samples.jsonl"), Progress.SILENT);
            assertThat(teacher.lastRequest().at("/messages/0/role").asText()).isEqualTo("system");
            assertThat(SampleFile.read(dir.resolve("samples.jsonl")).get(0).prompt())
                    .containsExactly(Message.system("Classify."), Message.user("My card"));
        }
    }

    @Test
    void filesWithoutAnySampleAreRefused() {
        assertThatThrownBy(() -> read(file("p.jsonl", "", ""))).hasMessageContaining("hold no sample");
    }

    @ParameterizedTest
    @CsvSource({"ids_a.jsonl ids_b.jsonl,the id is given before", "p_split.jsonl,the split 'dev'", "p_developer.jsonl,"
    })
    void filesOfUsersAreCheckedBeforeTheFirstRequest(String names, @Nullable String fault) throws Exception {
        Path trials = Path.of(System.getProperty("dasllm.shared"), "data/trials");
        Assumptions.assumeTrue(Files.exists(trials), "trials: ../shared/data/trials is absent");
        List<Path> files = Arrays.stream(names.split(" ")).map(trials::resolve).toList();
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("x"))) {
            Path samples = dir.resolve("samples.jsonl");
            if (fault == null) {
                HarvestSummary summary = Harvest.run(
                        Fixture.config(teacher.url()),
                        files,
                        dir,
                        samples,
                        LaterStages.UNKNOWN,
                        HarvestMode.USUAL,
                        Progress.SILENT);
                assertThat(summary.samples()).isEqualTo(6);
            } else {
                assertThatThrownBy(() -> Harvest.run(
                                Fixture.config(teacher.url()),
                                files,
                                dir,
                                samples,
                                LaterStages.UNKNOWN,
                                HarvestMode.USUAL,
                                Progress.SILENT))
                        .hasMessageContaining(fault);
                assertThat(teacher.total()).isZero();
                assertThat(dir.resolve(Harvest.JOURNAL)).doesNotExist();
            }
        }
    }
}
