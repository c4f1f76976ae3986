package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.quarantine;
import static org.dasllm.dataset.curate.CuratedRows.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted near duplicates, boilerplate and chains, through the whole curation. */
class NearDuplicatesTest {
    private static final String ALL_TRAIN = "\"split\": {\"train\": 1, \"validation\": 0, \"test\": 0}";

    @TempDir
    Path dir;

    private static List<String> words(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(Long.toString(random.nextLong() >>> 1, 36));
        }
        return words;
    }

    /** One word replaced: of s shingles s − 3 stay and the union has s + 3. */
    private static String changed(List<String> words, Random random) {
        List<String> other = new ArrayList<>(words);
        other.set(3 + random.nextInt(words.size() - 6), words(random, 1).get(0));
        return String.join(" ", other);
    }

    private static void plant(List<Object> lines, String name, int shingles, int pairs, Random random) {
        for (int i = 0; i < pairs; i++) {
            List<String> words = words(random, shingles + 2);
            lines.add(sample(name + i + "a", name + i + "x", null, String.join(" ", words), "answer " + i));
            lines.add(sample(name + i + "b", name + i + "y", null, changed(words, random), "answer " + i));
        }
    }

    @Test
    void plantedPairsAreFoundAndNothingElseGoes() {
        Random random = new Random(17);
        List<Object> lines = new ArrayList<>();
        plant(lines, "eighty", 27, 500, random);
        plant(lines, "seventy", 17, 1000, random);
        plant(lines, "half", 9, 500, random);
        Collections.shuffle(lines, random);
        Path out = dir.resolve("out");
        curate(
                "{" + ALL_TRAIN + ", \"near_duplicates\": {\"remove\": true, \"threshold\": 0.7}}",
                out,
                file(dir, "in.jsonl", lines.toArray()));
        Map<String, String> gone = quarantine(out);
        assertThat(gone.values()).containsOnly("near-duplicate");
        assertThat(gone.keySet()).as("precision").noneMatch(id -> id.startsWith("half"));
        assertThat(pairs(gone.keySet(), "eighty")).as("recall at .8").isGreaterThanOrEqualTo(495);
        assertThat(pairs(gone.keySet(), "seventy")).as("recall at .7").isGreaterThanOrEqualTo(900);
        assertThat(gone)
                .as("one of each pair")
                .hasSize(pairs(gone.keySet(), "eighty") + pairs(gone.keySet(), "seventy"));
    }

    private static int pairs(Set<String> ids, String name) {
        Set<String> pairs = new HashSet<>();
        ids.stream().filter(id -> id.startsWith(name)).forEach(id -> pairs.add(id.substring(0, id.length() - 1)));
        return pairs.size();
    }

    @Test
    void rowsThatShareBoilerplateStayAndAChainLosesNeighboursOnly() {
        Random random = new Random(4);
        String boilerplate = String.join(" ", words(random, 40));
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String own = String.join(" ", words(random, 10));
            lines.add(sample("b" + i, "g" + i, null, boilerplate + " " + own, "answer " + i));
        }
        // Each message has 28 of the 30 words of the one before it: similarity (28 − 2) ÷ (28 + 2).
        List<String> stream = words(random, 1000);
        for (int i = 0; i + 30 <= stream.size(); i += 2) {
            String text = String.join(" ", stream.subList(i, i + 30));
            lines.add(sample("c" + 1000 + i, "h" + i, null, text, "x"));
        }
        Path out = dir.resolve("out");
        CurationSummary summary = curate(
                "{\"split\": {\"train\": 0.5, \"validation\": 0.2, \"test\": 0.3}, \"near_duplicates\": {\"remove\": true}}",
                out,
                file(dir, "in.jsonl", lines.toArray()));
        Set<String> gone = quarantine(out).keySet();
        assertThat(gone.stream().filter(id -> id.startsWith("b")).count())
                .as("of boilerplate")
                .isLessThanOrEqualTo(10);
        long chain = lines.size() - 1000L;
        long goneOfChain = gone.stream().filter(id -> id.startsWith("c")).count();
        assertThat(goneOfChain).isBetween(chain / 2, chain * 9 / 10);
        List<String> sides = new ArrayList<>();
        for (String split : List.of("train", "validation", "test")) {
            if (SampleFile.read(out.resolve(split + ".jsonl")).stream()
                    .anyMatch(row -> row.id().startsWith("c"))) {
                sides.add(split);
            }
        }
        assertThat(sides).as("the chain is on one side").hasSize(1);
        assertThat(summary.card().leakageChecks()).allMatch(DatasetCard.Check::holds);
        assertThat(summary.card().details()).isNotNull();
        assertThat(summary.card().details().components().get(0).groups()).isEqualTo(chain - goneOfChain);
    }
}
