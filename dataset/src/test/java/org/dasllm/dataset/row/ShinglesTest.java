package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShinglesTest {
    @Test
    void aTextIsTheSetOfItsThreeWordRuns() {
        assertThat(Shingles.of("one two three four")).hasSize(2);
        assertThat(Shingles.of("a b c a b c")).hasSize(3);
        assertThat(Shingles.of("One, two: THREE!")).isEqualTo(Shingles.of("one two three"));
        assertThat(Shingles.of("hi")).hasSize(1).isNotEqualTo(Shingles.of("ho"));
        assertThat(Shingles.of("...")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "👍👍👍; 😡😡😡",
                "???; !!!",
                ":-(; :-)",
                "🎉 🎉; 👍👍👍",
                "How do I learn C; How do I learn C++",
                "How do I learn C++; How do I learn C#",
                "Refund of -100 to me; Refund of +100 to me",
                "Is 5 < 6 true; Is 5 > 6 true",
                "मेरी किताब खो गई; मेरा कतब खा गा",
                "पिता से बात करनी है; पता से बात करना हो",
                "दिन भर फोन; दान भरा फन",
                "How much is 10²; How much is 102",
                "yes; no",
                "ok 👍; ok 👎",
                "A-; A+",
                "1:5; 1.5",
                "我的信用卡丢了; 我的信用卡被盗",
                "บัตรหาย; บัตรใหม่",
                "カードをなくした; カードをもらった",
                "שָׁלוֹם; שִׁלֵּם",
                "$5 fee; €5 fee",
            })
    void textsThatDifferAreFarApart(String one, String other) {
        assertThat(Shingles.jaccard(Shingles.of(one), Shingles.of(other))).isLessThan(0.7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "I lost my card, please help me!; I lost my card please help me",
                "Where is my refund - it is late; Where is my refund: it is late?",
                "我的信用卡昨天在超市丢了，怎么办？; 我的信用卡昨天在超市丢了怎么办",
                "ＡＢＣ card; abc card",
                "👍👍👍; 👍 👍 👍",
                "That is \"it\"; That is it.",
            })
    void punctuationAndWidthDoNotTellTextsApart(String one, String other) {
        assertThat(Shingles.of(one)).isEqualTo(Shingles.of(other));
    }

    @Test
    void jaccardIsSharedOverAll() {
        assertThat(Shingles.jaccard(new long[] {1, 2, 3, 4}, new long[] {3, 4, 5}))
                .isEqualTo(0.4);
        assertThat(Shingles.jaccard(new long[] {1}, new long[] {1})).isEqualTo(1);
        assertThat(Shingles.jaccard(new long[] {1}, new long[] {2})).isZero();
    }

    /** 1 − (1 − J⁶)²⁰ is .998 at J = .8, .918 at .7 and .079 at .4. */
    @Test
    void candidatesComeAsOftenAsTheFormulaSays() {
        assertThat(candidateShare(80, 100)).isGreaterThan(0.98);
        assertThat(candidateShare(70, 100)).isCloseTo(0.918, within(0.04));
        assertThat(candidateShare(40, 100)).isCloseTo(0.079, within(0.04));
    }

    private static double candidateShare(int shared, int all) {
        Random random = new Random(11);
        int trials = 600;
        int found = 0;
        for (int trial = 0; trial < trials; trial++) {
            long[] union = random.longs(all).toArray();
            int half = (all - shared) / 2;
            long[] a = LongStream.of(union).limit(shared + half).sorted().toArray();
            long[] b = LongStream.concat(
                            LongStream.of(union).limit(shared),
                            LongStream.of(union).skip(shared + half))
                    .sorted()
                    .toArray();
            assertThat(Shingles.jaccard(a, b)).isEqualTo((double) shared / all);
            long[] bandsOfA = Shingles.bands(a);
            long[] bandsOfB = Shingles.bands(b);
            for (int band = 0; band < Shingles.BANDS; band++) {
                if (bandsOfA[band] == bandsOfB[band]) {
                    found++;
                    break;
                }
            }
        }
        return (double) found / trials;
    }
}
