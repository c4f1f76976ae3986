package org.dasllm.harvest.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleRules;

/** Reads the prompts and finds all that is wrong with them before the first one is sent. */
final class PromptFiles {
    private static final int SHOWN_FAULTS = 4;
    private static final int SHOWN_PLACES = 3;
    private static final int MOST_SHARED = 1000;

    private final LaterStages later;
    private final List<Sample> samples = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    /** Where the samples are that have a fault, by the fault. */
    private final Map<String, List<String>> faults = new LinkedHashMap<>();

    private final Map<Message, Message> systems = new HashMap<>();

    private final Map<Path, int[]> lineNumbers = new HashMap<>();

    /** @param index of the sample in its file, from 0 */
    private record Place(Path file, int index) {}

    private PromptFiles(LaterStages later) {
        this.later = later;
    }

    /** @throws DasllmException that names everything wrong with the prompts, with the first places of each fault */
    static List<Sample> read(List<Path> files, LaterStages later) {
        PromptFiles prompts = new PromptFiles(later);
        for (Path file : files) {
            int[] index = {0};
            JsonLines.read(file, Sample.class, sample -> {
                prompts.samples.add(prompts.sharing(sample));
                prompts.places.add(new Place(file, index[0]++));
            });
        }
        prompts.check();
        return prompts.samples;
    }

    /** The sample with a system message that others have too kept once: it may be long, and there may be a million of them. */
    private Sample sharing(Sample sample) {
        Optional<Message> first = sample.prompt().stream()
                .findFirst()
                .filter(message -> message.fromSystem() && systems.size() < MOST_SHARED);
        if (first.isEmpty()) {
            return sample;
        }
        Message known = systems.computeIfAbsent(first.get(), message -> message);
        List<Message> prompt = new ArrayList<>(sample.prompt());
        prompt.set(0, known);
        return sample.withPrompt(prompt);
    }

    private void check() {
        if (samples.isEmpty()) {
            throw DasllmException.input("The files of prompts hold no sample", "Write the prompts into them");
        }
        Map<String, Integer> firstOfId = new HashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            int place = i;
            SampleRules.violation(sample)
                    .map(SampleRules.Violation::detail)
                    .or(() -> sample.tools() == null
                            ? Optional.empty()
                            : Optional.of("it has tools, with which no teacher is asked yet"))
                    .or(() -> later.refusal(sample))
                    .ifPresent(fault -> add(fault, line(place)));
            Integer first = firstOfId.putIfAbsent(sample.id(), i);
            if (first != null && !sample.id().isBlank()) {
                add("the id is given before", line(i) + " as in " + line(first));
            }
        }
        List<String> together = later.refusals(samples);
        if (faults.isEmpty() && together.isEmpty()) {
            return;
        }
        List<String> said = new ArrayList<>(together);
        faults.entrySet().stream()
                .limit(SHOWN_FAULTS)
                .map(fault -> fault.getKey() + " (" + shown(fault.getValue()) + ")")
                .forEach(said::add);
        if (faults.size() > SHOWN_FAULTS) {
            said.add((faults.size() - SHOWN_FAULTS) + " more kinds of faults");
        }
        throw DasllmException.input(
                "Prompts that a later stage would refuse, found before anything was asked: " + String.join("; ", said),
                "Correct or remove them, and run the same command again");
    }

    private void add(String fault, String place) {
        faults.computeIfAbsent(fault, key -> new ArrayList<>()).add(place);
    }

    private static String shown(List<String> all) {
        String first = all.stream().limit(SHOWN_PLACES).collect(Collectors.joining(", "));
        return all.size() > SHOWN_PLACES ? first + " and " + (all.size() - SHOWN_PLACES) + " more" : first;
    }

    private String line(int sample) {
        Place place = places.get(sample);
        return place.file() + ":" + lineNumbers.computeIfAbsent(place.file(), PromptFiles::numbers)[place.index()];
    }

    /** The number of every line that holds a sample; read again, since faults are rare. */
    private static int[] numbers(Path file) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            List<Integer> numbers = new ArrayList<>();
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    numbers.add(number);
                }
            }
            return numbers.stream().mapToInt(Integer::intValue).toArray();
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }
}
