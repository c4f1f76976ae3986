package org.dasllm.harvest.ledger;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;

/**
 * What one answered request took, in the mean over the answers of a journal whose usage the teacher told.
 *
 * @param answers how many these are, of all teachers and models that the journal has answers of
 * @param tokens of one request, by kind
 * @param money for one request at today's prices; 0 where they are not known
 * @param deviation of the money, from request to request; 0 with fewer than two answers
 * @param moneyWithoutCache for one request if nothing had been taken from the vendor's cache
 * @param priced whether prices are known
 */
public record RequestCosts(
        long answers,
        Map<TokenKind, Double> tokens,
        double money,
        double deviation,
        double moneyWithoutCache,
        boolean priced) {

    public RequestCosts {
        tokens = Map.copyOf(tokens);
    }

    /** Of what a journal holds; empty where no answer has its usage. Nothing is changed there. */
    public static Optional<RequestCosts> of(TeacherConfig teacher, Path journal) {
        Sums sums = new Sums(Prices.of(teacher.prices()));
        Journal.read(journal, sums::read, damage -> {});
        return sums.answers == 0 ? Optional.empty() : Optional.of(sums.means());
    }

    /** The mean's standard error. */
    public double standardError() {
        return deviation / Math.sqrt((double) answers);
    }

    private static final class Sums {
        private final Prices prices;
        private final Map<TokenKind, Long> tokens = new EnumMap<>(TokenKind.class);
        private long answers;
        private double mean;
        private double squares;
        private double withoutCache;

        Sums(Prices prices) {
            this.prices = prices;
        }

        void read(@Nullable JournalLine line) {
            if (line instanceof JournalLine.Answer answer) {
                TokenCounts.of(answer).ifPresent(this::add);
            }
        }

        private void add(TokenCounts counts) {
            answers++;
            for (TokenKind kind : TokenKind.values()) {
                tokens.merge(kind, counts.of(kind), Long::sum);
            }
            double money = prices.cost(counts).money().doubleValue();
            // Welford's way, in which nothing large is subtracted.
            double before = money - mean;
            mean += before / answers;
            squares += before * (money - mean);
            TokenCounts fresh = new TokenCounts(
                    counts.input() + counts.cachedInput(), 0, counts.cacheWrite(), counts.output(), counts.reasoning());
            withoutCache += prices.cost(fresh).money().doubleValue();
        }

        RequestCosts means() {
            Map<TokenKind, Double> each = new EnumMap<>(TokenKind.class);
            tokens.forEach((kind, sum) -> each.put(kind, (double) sum / answers));
            return new RequestCosts(
                    answers,
                    each,
                    mean,
                    answers < 2 ? 0 : Math.sqrt(squares / (answers - 1)),
                    withoutCache / answers,
                    prices.known());
        }
    }
}
