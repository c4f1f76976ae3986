package org.dasllm.eval.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;

/** A small made-up task with known error rates: a complaint in, its intent and urgency out. */
final class Complaints {
    static final List<String> INTENTS =
            List.of("card_lost", "fee_dispute", "login_problem", "loan_question", "transfer_missing", "address_change");
    private static final List<String> URGENCIES = List.of("low", "normal", "high");
    private static final List<List<String>> WORDS = List.of(
            List.of("card", "lost", "stolen", "wallet", "block"),
            List.of("fee", "charged", "twice", "refund", "statement"),
            List.of("password", "login", "app", "locked", "code"),
            List.of("loan", "rate", "mortgage", "instalment", "borrow"),
            List.of("transfer", "sent", "arrived", "payee", "missing"),
            List.of("moved", "address", "street", "letter", "post"));
    private static final List<String> TONE = List.of("please", "I", "my", "the", "when", "again", "help", "now");

    private final Random random;

    Complaints(long seed) {
        this.random = new Random(seed);
    }

    static String json(int intent, int urgency) {
        return "{\"intent\":\"" + INTENTS.get(intent) + "\",\"urgency\":\"" + URGENCIES.get(urgency) + "\"}";
    }

    /** Samples whose teacher is wrong about the intent with the given probability. */
    List<Sample> samples(String prefix, int n, double teacherErrors) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int intent = random.nextInt(INTENTS.size());
            int urgency = random.nextInt(URGENCIES.size());
            StringBuilder text = new StringBuilder("Hello,");
            for (int w = 0; w < 9; w++) {
                List<String> from = random.nextInt(3) == 0 ? WORDS.get(intent) : TONE;
                text.append(' ').append(from.get(random.nextInt(from.size())));
            }
            String gold = json(intent, urgency);
            boolean wrong = random.nextDouble() < teacherErrors;
            String teacher = wrong ? json((intent + 1) % INTENTS.size(), urgency) : gold;
            samples.add(new Sample(
                    prefix + i,
                    prefix + "customer" + i / 2,
                    null,
                    List.of(Message.system("Answer in JSON."), Message.user(text.toString())),
                    teacher,
                    gold,
                    Map.of(
                            "channel", List.of("app", "phone", "letter").get(i % 40 == 0 ? 2 : i % 2),
                            "tone",
                                    List.of("calm", "angry", "formal", "colloquial")
                                            .get(random.nextInt(4))),
                    "teacher:demo"));
        }
        return samples;
    }

    /** Answers right, but with a wrong intent or broken JSON now and then. */
    static AnswerSource student(long seed, double errors, double broken) {
        return new AnswerSource() {
            @Override
            public String name() {
                return "student-demo";
            }

            @Override
            public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
                List<GivenAnswer> answers = new ArrayList<>();
                for (Sample sample : samples) {
                    Random random = new Random(seed * 31 + sample.id().hashCode());
                    random.nextDouble();
                    String gold = Objects.requireNonNull(sample.gold());
                    double draw = random.nextDouble();
                    if (draw < broken) {
                        answers.add(GivenAnswer.of(gold.substring(0, gold.length() - 1)));
                    } else if (draw < broken + errors) {
                        answers.add(GivenAnswer.of(json(random.nextInt(INTENTS.size()), random.nextInt(3))));
                    } else {
                        answers.add(GivenAnswer.of(gold));
                    }
                    progress.update(answers.size(), "");
                }
                return answers;
            }
        };
    }

    /** Answers each sample by a rule. */
    static AnswerSource by(UnaryOperator<Sample> asked) {
        return new AnswerSource() {
            @Override
            public String name() {
                return "by-rule";
            }

            @Override
            public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
                return samples.stream()
                        .map(s -> GivenAnswer.of(
                                Objects.requireNonNull(asked.apply(s).completion())))
                        .toList();
            }
        };
    }
}
