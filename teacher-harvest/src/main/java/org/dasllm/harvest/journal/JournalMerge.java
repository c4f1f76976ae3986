package org.dasllm.harvest.journal;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;

/** Takes the lines of another journal over. */
final class JournalMerge {
    private static final int MOST_UNDER_WAY = 1000;

    private final Journal into;
    private final KeyTable answered;
    /** What was answered here before the merge: all lines of these requests stay away. */
    private final KeyTable before = new KeyTable();
    /** The SHA-256 of lines that are here and no answers: taken over twice, they would be charged twice. */
    private final KeyTable lines = new KeyTable();

    private final List<String> notices = new ArrayList<>();
    private final ArrayDeque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
    private int answers;
    private int same;
    private int conflicts;

    JournalMerge(Journal into, KeyTable answered) {
        this.into = into;
        this.answered = answered;
    }

    Journal.Merged of(Segments other) {
        into.lines(line -> {
            if (!(line instanceof JournalLine.Answer)) {
                lines.putIfAbsent(name(line), 0);
            }
        });
        Map<Integer, Path> files = new TreeMap<>(Journal.finished(other));
        int last = 0;
        for (Map.Entry<Integer, Path> each : files.entrySet()) {
            missing(other, last + 1, each.getKey());
            read(each.getValue());
            last = each.getKey();
        }
        int open = read(other.open());
        missing(other, last + 1, Math.max(open, last + 1));
        while (!underWay.isEmpty()) {
            Journal.await(underWay.remove());
        }
        return new Journal.Merged(answers, same, conflicts, List.copyOf(notices));
    }

    private static String name(JournalLine line) {
        return Sha256.ofString(Json.line(line));
    }

    private void missing(Segments other, int from, int to) {
        for (int number = from; number < to; number++) {
            notices.add("The segment " + other.compressed(number) + " is missing, and is passed over");
        }
    }

    private int read(Path file) {
        try {
            return JournalReader.read(file, this::take, notices::add).segment();
        } catch (OfGateway e) {
            throw DasllmException.input(
                    file + " is a gateway's journal, and what passed there is no answer to a request of a harvest",
                    "Name it in harvest.gateway.journal of a run of its own, and leave --merge out",
                    e);
        } catch (DasllmException e) {
            notices.add(e.getMessage() + " What comes before is taken over.");
            return 0;
        }
    }

    /** Of the first line that is read, so that nothing is taken over yet: a gateway writes no others. */
    private static final class OfGateway extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void take(JournalLine line) {
        if (line instanceof JournalLine.Exchange || line instanceof JournalLine.Feedback) {
            throw new OfGateway();
        }
        String key = line.hash();
        if (before.contains(key) || (!(line instanceof JournalLine.Answer) && into.isAnswered(key))) {
            return;
        }
        if (line instanceof JournalLine.Answer answer) {
            long fingerprint = Fingerprint.of(answer);
            long there;
            synchronized (answered) {
                there = answered.get(key, fingerprint + 1);
            }
            if (into.isAnswered(key)) {
                if (there == fingerprint) {
                    same++;
                } else {
                    conflicts++;
                }
                before.putIfAbsent(key, 0);
                return;
            }
            answers++;
            synchronized (answered) {
                answered.putIfAbsent(key, fingerprint);
            }
        } else if (lines.contains(name(line))) {
            return;
        } else {
            lines.putIfAbsent(name(line), 0);
        }
        underWay.add(into.appendAsync(line));
        if (underWay.size() > MOST_UNDER_WAY) {
            Journal.await(underWay.remove());
        }
    }
}
