package org.dasllm.cli.demo;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo's messages: the teacher's, the harvested and the test's have nothing in common. */
final class DemoMessagesTest {
    private static final Set<String> INTENTS = Set.of(
            "card_lost",
            "card_declined",
            "fraud",
            "wrong_charge",
            "refund_missing",
            "transfer_problem",
            "fee_complaint",
            "login_problem",
            "account_closure",
            "loan_mortgage",
            "staff_service",
            "details_change");
    private static final Set<String> URGENCIES = Set.of("low", "medium", "high");
    private static final Map<String, Set<String>> ATTRIBUTES = Map.of(
            "channel", Set.of("app", "email", "phone", "letter", "branch"),
            "tone", Set.of("neutral", "worried", "polite", "angry"),
            "register", Set.of("plain", "casual", "formal", "learner", "typos"),
            "length", Set.of("short", "medium", "long"));
    private static final double NEAR = 0.5;

    private static final Map<Part, List<Sample>> SAMPLES = Stream.of(Part.values())
            .collect(Collectors.toMap(
                    part -> part,
                    part -> SampleFile.read(
                            Path.of("demo", "messages", part.name().toLowerCase(Locale.ROOT) + ".jsonl"))));

    private enum Part {
        TEACHER(1000),
        HARVEST(800),
        TEST(600),
        SEALED(720),
        MORE(3000);

        private final int least;

        Part(int least) {
            this.least = least;
        }

        List<Sample> samples() {
            return SAMPLES.getOrDefault(this, List.of());
        }

        Set<String> all(Function<Sample, String> what) {
            return samples().stream().map(what).collect(toSet());
        }
    }

    @ParameterizedTest
    @EnumSource
    void thereAreEnoughAndEveryOneIsDifferent(Part part) {
        assertThat(part.samples()).hasSizeGreaterThanOrEqualTo(part.least);
        assertThat(part.all(Sample::id)).hasSameSizeAs(part.samples());
        assertThat(part.all(sample -> normal(text(sample)))).hasSameSizeAs(part.samples());
    }

    @ParameterizedTest
    @EnumSource
    void everyOneHasTheSameShape(Part part) {
        assertThat(part.samples()).allSatisfy(sample -> {
            assertThat(sample.prompt()).extracting(Message::role).containsExactly("system", "user");
            assertThat(sample.group()).matches("customer-\\d{5}");
            assertThat(sample.split()).isEqualTo(part == Part.TEST || part == Part.SEALED ? "test" : null);
            Map<String, String> attributes = new HashMap<>(sample.attributes());
            String gist = attributes.remove("gist");
            assertThat(gist != null).isEqualTo(part == Part.MORE || part == Part.TEACHER);
            assertThat(gist == null || gist.matches("[a-z0-9,' -]{8,120}"))
                    .as(gist)
                    .isTrue();
            assertThat(attributes.keySet()).isEqualTo(ATTRIBUTES.keySet());
            attributes.forEach((name, value) -> assertThat(value).isIn(ATTRIBUTES.getOrDefault(name, Set.of())));
            JsonNode gold = gold(sample);
            assertThat(gold.size()).isEqualTo(2);
            assertThat(gold.path("intent").asText()).isIn(INTENTS);
            assertThat(gold.path("urgency").asText()).isIn(URGENCIES);
        });
        assertThat(part.all(sample -> sample.prompt().get(0).content()))
                .as("system messages")
                .hasSize(1);
    }

    @Test
    void bothHalvesOfTheTestAskTheSame() {
        assertThat(byLabel(Part.SEALED)).isEqualTo(byLabel(Part.TEST));
    }

    private static Map<JsonNode, Long> byLabel(Part part) {
        return part.samples().stream().collect(Collectors.groupingBy(DemoMessagesTest::gold, Collectors.counting()));
    }

    @ParameterizedTest
    @EnumSource
    void everyIntentOccursAtEveryUrgency(Part part) {
        Set<String> wanted = INTENTS.stream()
                .flatMap(intent -> URGENCIES.stream().map(urgency -> intent + " " + urgency))
                .collect(toSet());
        assertThat(part.all(sample -> gold(sample).path("intent").asText() + " "
                        + gold(sample).path("urgency").asText()))
                .isEqualTo(wanted);
    }

    @Test
    void onlyTheTeachersOwnHaveAnAnswerAndItIsTheRightOne() {
        assertThat(Part.TEACHER.samples())
                .allSatisfy(sample -> assertThat(sample.completion()).isEqualTo(sample.gold()));
        assertThat(Stream.of(Part.HARVEST, Part.TEST, Part.SEALED, Part.MORE).flatMap(part -> part.samples().stream()))
                .allSatisfy(sample -> assertThat(sample.completion()).isNull());
    }

    @Test
    void noIdNoCustomerAndNoTextIsInTwoParts() {
        assertApart(Sample::id);
        assertApart(Sample::group);
        assertApart(sample -> normal(text(sample)));
    }

    /** Jaccard's similarity of the sets of word pairs; only messages that share a pair are compared. */
    @Test
    void noMessageIsNearlyOneOfAnotherPart() {
        List<Part> parts = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        List<Set<String>> pairs = new ArrayList<>();
        Map<String, List<Integer>> holders = new HashMap<>();
        List<String> near = new ArrayList<>();
        double nearest = 0;
        for (Part part : Part.values()) {
            for (Sample sample : part.samples()) {
                Set<String> own = wordPairs(text(sample));
                Map<Integer, Integer> shared = new HashMap<>();
                for (String pair : own) {
                    List<Integer> earlier = holders.computeIfAbsent(pair, unseen -> new ArrayList<>());
                    earlier.forEach(other -> shared.merge(other, 1, Integer::sum));
                    earlier.add(samples.size());
                }
                for (Map.Entry<Integer, Integer> entry : shared.entrySet()) {
                    int other = entry.getKey();
                    double union = own.size() + pairs.get(other).size() - entry.getValue();
                    double similarity = entry.getValue() / union;
                    if (parts.get(other) != part) {
                        nearest = Math.max(nearest, similarity);
                        if (similarity >= NEAR) {
                            near.add(samples.get(other).id() + " ~ " + sample.id() + ": " + text(sample));
                        }
                    }
                }
                parts.add(part);
                samples.add(sample);
                pairs.add(own);
            }
        }
        assertThat(near).isEmpty();
        assertThat(nearest)
                .as("the comparison finds likeness where there is some")
                .isGreaterThan(0.2);
    }

    private static void assertApart(Function<Sample, String> what) {
        Map<String, Set<Part>> found = new HashMap<>();
        for (Part part : Part.values()) {
            part.all(what)
                    .forEach(value -> found.computeIfAbsent(value, unseen -> new HashSet<>())
                            .add(part));
        }
        assertThat(found.entrySet().stream()
                        .filter(entry -> entry.getValue().size() > 1)
                        .toList())
                .isEmpty();
    }

    private static Set<String> wordPairs(String text) {
        String[] words = normal(text).split(" ", -1);
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i + 1 < words.length; i++) {
            pairs.add(words[i] + " " + words[i + 1]);
        }
        return pairs.isEmpty() ? Set.of(words[0]) : pairs;
    }

    private static String normal(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String text(Sample sample) {
        return sample.prompt().get(1).content();
    }

    private static JsonNode gold(Sample sample) {
        return Json.parse(String.valueOf(sample.gold()), JsonNode.class, sample.id());
    }
}
