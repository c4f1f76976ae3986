package org.dasllm.harvest.run;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.rate.Throttle;
import org.dasllm.wire.chat.ChatReply;
import org.jspecify.annotations.Nullable;

/** Why a harvest ends before all is asked, each in one line that says how to go on. */
final class StopReasons {
    private static final String GO_ON =
            "run the same command again; no answer is lost, and it goes on where it stopped";

    private static final int PAYMENT_REQUIRED = 402;

    private final TeacherConfig config;
    private final String teacher;

    StopReasons(TeacherConfig config) {
        this.config = config;
        this.teacher = "The teacher at " + config.endpoint();
    }

    /** Failures of which one is enough; empty where asking for other samples may help. */
    Optional<DasllmException> against(ChatReply.Failed failed) {
        if (failed.remedy() != ChatReply.Remedy.STOP && failed.remedy() != ChatReply.Remedy.RECONNECT) {
            return Optional.empty();
        }
        if (Integer.valueOf(PAYMENT_REQUIRED).equals(failed.status())) {
            return Optional.of(DasllmException.input(
                    teacher + " answers no more, since the account's credit or quota is used up: " + failed.reason(),
                    failed.advice() + ", and " + GO_ON));
        }
        return Optional.of(DasllmException.input(
                teacher + " " + what(failed.status()) + ": " + failed.reason(),
                failed.advice() + ", and run the same command again"));
    }

    private static String what(@Nullable Integer status) {
        if (status == null) {
            return "cannot be reached";
        } else if (status < 300) {
            return "does not answer as it is asked to";
        }
        return status < 400 ? "is not at that address" : "refuses all requests";
    }

    /**
     * The teacher lets nothing through.
     *
     * @param silence how long nothing will have been answered when it may be asked again
     */
    DasllmException patienceAtAnEnd(Duration silence, ChatReply.Failed failed) {
        Duration asked = failed.retryAfter().orElse(Duration.ZERO);
        return asked.compareTo(Throttle.PATIENCE) > 0
                ? DasllmException.input(
                        teacher + " asks to be left alone for " + asked.toSeconds() + " s (" + failed.reason() + ")",
                        "After that, " + GO_ON)
                : DasllmException.input(
                        teacher + " lets no request through: after one more pause nothing would have been answered for "
                                + silence.toSeconds() + " s (" + failed.reason() + ")",
                        "Wait until it answers again, then " + GO_ON);
    }

    /**
     * The configuration allows no more for a while.
     *
     * @param wait until more is allowed
     */
    DasllmException allowanceUsedUp(Duration wait) {
        return DasllmException.of(
                ExitCode.BUDGET,
                "What requests_per_day and tokens_per_day allow in 24 hours is used up for the next "
                        + (wait.toMinutes() + 1) + " minutes",
                "After that, " + GO_ON + "; or raise them");
    }

    DasllmException inVain(String what, ChatReply.Failed failed, String sample) {
        return DasllmException.input(
                "Asking " + config.endpoint() + " further would be in vain: " + what + ", the last, of sample '"
                        + sample + "', by: " + failed.reason(),
                "Correct the cause, or take out these prompts, and " + GO_ON);
    }

    /** @param next the most that the next request can cost */
    DasllmException budgetUsedUp(Amount spent, Amount next) {
        Long tokens = config.budgetTokens();
        TeacherPrices prices = config.prices();
        boolean inMoney = tokens == null || spent.tokens() + next.tokens() <= tokens;
        if (inMoney && prices != null) {
            BigDecimal budget = BigDecimal.valueOf(config.budgetMoney().orElse(0.0));
            String currency = " " + prices.currency();
            return budget(
                    plain(budget) + currency,
                    plain(spent.money()) + currency,
                    spent.money().compareTo(budget) >= 0 ? "" : plain(next.money()) + currency,
                    "budget_money");
        }
        return budget(
                tokens + " tokens",
                String.valueOf(spent.tokens()),
                tokens == null || spent.tokens() >= tokens ? "" : next.tokens() + " more",
                "budget_tokens");
    }

    private static String plain(BigDecimal money) {
        return money.stripTrailingZeros().toPlainString();
    }

    /** @param next the most that the next request can cost; empty where nothing is left for any */
    private static DasllmException budget(String budget, String spent, String next, String key) {
        return DasllmException.of(
                ExitCode.BUDGET,
                "The budget of " + budget
                        + (next.isEmpty()
                                ? " is used up: " + spent + " are spent"
                                : " does not allow the next request: " + spent + " are spent, and it can cost up to "
                                        + next),
                "Raise " + key + " and run the same command again; it goes on where it stopped");
    }
}
