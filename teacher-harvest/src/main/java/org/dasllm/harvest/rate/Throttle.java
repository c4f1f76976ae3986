package org.dasllm.harvest.rate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides when the next request may be sent, so that a teacher that limits requests answers all of them and refuses few. Every
 * call carries the time, in nanoseconds of any clock; nothing here waits or knows of threads.
 *
 * <p>Refused means sent back unanswered because too much was asked, with a time to come back or without one. Then nothing is
 * sent for the greater of that time and a pause of our own, which doubles while nothing is let through. Where something was
 * let through before, fewer requests are under way at once afterwards, and further apart; answers undo both little by little.
 * After a pause one request goes first.
 */
public final class Throttle {
    /** The longest time that a teacher may refuse everything before the harvest ends. */
    public static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final int FEW_TIMES = 10;
    private static final Duration LEAST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofMillis(500);
    private static final int START_GAPS = 10;
    private static final double START_TRUST = 2;
    /** Who allows many requests at once begins with so large a part of them. */
    private static final double START_SHARE = 0.25;

    private static final double TRUST_GAINED = 1;

    private final int concurrency;
    private final long configuredGap;
    private final double firstPause;
    private final Duration untoldPatience;
    private final RandomGenerator random;
    private final Pace pace;
    /** When requests were sent that may yet be refused, as that is done soon or not at all. */
    private final ArrayDeque<Long> unproven = new ArrayDeque<>();
    /** How many of them there may be: few after a refusal and at the beginning, one more with every one let through. */
    private double trust;

    private double window;
    private int underWay;
    private long next;
    private long pausedUntil;
    private long slowedAt;
    private boolean slowed;
    /** Requests since the last refusal that slowed down. */
    private int sentSince;
    /** Refusals with nothing let through between them. */
    private int inARow;

    private boolean refusing;
    private long refusingSince;

    /**
     * @param concurrency the most requests under way at once
     * @param configuredGap between two requests, whatever the teacher says
     * @param firstPause the longest first pause of our own; requests begin a tenth of it apart, or
     *     less where many are allowed at once
     * @param untoldPatience how long the teacher may refuse everything if it does not say when to come back
     * @param now the first request may be sent at once
     */
    public Throttle(
            int concurrency,
            Duration configuredGap,
            Duration firstPause,
            Duration untoldPatience,
            RandomGenerator random,
            long now) {
        this.concurrency = concurrency;
        this.configuredGap = configuredGap.toNanos();
        this.firstPause = firstPause.toNanos();
        this.untoldPatience = untoldPatience;
        this.random = random;
        this.pace = new Pace(Math.round(firstPause.toNanos() / Math.max(START_GAPS, START_SHARE * concurrency)));
        this.trust = Math.max(START_TRUST, START_SHARE * concurrency);
        this.window = concurrency;
        this.next = now;
        this.pausedUntil = now;
    }

    /** Whether the number of requests under way allows one more. */
    public boolean hasRoom() {
        return underWay < Math.max(1, (int) window);
    }

    /** How long the next request has to wait, if there is room for it: 0 for not at all. */
    public long delay(long now) {
        while (!unproven.isEmpty() && now - unproven.peek() >= SOON.toNanos()) {
            letThrough(unproven.remove());
        }
        long proof = unproven.size() < (int) trust ? now : unproven.element() + SOON.toNanos();
        return Math.max(0, Math.max(proof, Math.max(next, pausedUntil)) - now);
    }

    public void sent(long now) {
        underWay++;
        unproven.add(now);
        sentSince++;
        // Up to half a gap of lateness is made up for, so that the configured pace is kept and never exceeded by much.
        long even = Math.max(next, now - configuredGap / 2) + configuredGap;
        next = Math.max(even, now + pace.gap());
    }

    /** @param sent when the answered request was sent */
    public void answered(long sent) {
        underWay--;
        refusing = false;
        if (unproven.remove(sent)) {
            letThrough(sent);
        }
        if (isNew(sent)) {
            pace.answered();
            window = Math.min(concurrency, window + 1 / window);
        }
    }

    /** Neither answered nor refused: broken off, or failed at the server. */
    public void failed(long sent) {
        underWay--;
        unproven.remove(sent);
    }

    /**
     * Nothing is sent for a while.
     *
     * @param sent when the refused request was sent
     * @param asked how long the teacher asks to be left alone
     * @return how long nothing will have been answered at the end of the pause, where that is beyond all patience
     */
    public Optional<Duration> refused(long sent, long now, Optional<Duration> asked) {
        underWay--;
        unproven.remove(sent);
        if (!refusing) {
            refusing = true;
            refusingSince = now;
        }
        long pause = asked.map(Duration::toNanos).orElse(0L);
        if (isNew(sent)) {
            int letThrough = sentSince - 1;
            inARow = letThrough == 0 ? inARow + 1 : 0;
            pause = Math.max(pause, ownPause());
            if (letThrough > 0 || !slowed) {
                pace.refused(letThrough);
                // Those under way were let through, so that so many at once are not too many.
                window = Math.max(1, (window + underWay) / 2);
            }
            next = Math.max(next, now + pace.gap());
            trust = 1;
            slowed = true;
            slowedAt = now;
            sentSince = 0;
        }
        pausedUntil = Math.max(pausedUntil, now + pause);
        Duration silence = Duration.ofNanos(pausedUntil - refusingSince);
        return silence.compareTo(patience(asked)) > 0 ? Optional.of(silence) : Optional.empty();
    }

    /** Who keeps to the time that the teacher tells is let through after a few times, if it is true. */
    private Duration patience(Optional<Duration> asked) {
        Duration aFewTimes = asked.orElse(Duration.ZERO).multipliedBy(FEW_TIMES);
        Duration wanted = aFewTimes.compareTo(untoldPatience) > 0 ? aFewTimes : untoldPatience;
        return wanted.compareTo(PATIENCE) < 0 ? wanted : PATIENCE;
    }

    private void letThrough(long sent) {
        if (isNew(sent)) {
            trust = Math.min(concurrency, trust + TRUST_GAINED);
        }
    }

    /** Of those that were under way together only the first refusal slows down: the others say the same. */
    private boolean isNew(long sent) {
        return !slowed || sent - slowedAt > 0;
    }

    /** Between half and all of a time that doubles, so that harvests that were refused together do not come back together. */
    private long ownPause() {
        double longest = Math.min((double) LONGEST_PAUSE.toNanos(), firstPause * Math.pow(2, Math.min(inARow, 30)));
        return Math.max(LEAST_PAUSE.toNanos(), Math.round(longest * (0.5 + random.nextDouble() / 2)));
    }
}
