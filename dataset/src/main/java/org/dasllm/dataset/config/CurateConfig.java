package org.dasllm.dataset.config;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.task.Task;
import org.dasllm.privacy.config.PrivacyConfig;
import org.jspecify.annotations.Nullable;

/**
 * How samples are curated; checked when built.
 *
 * @param split shares of the groups, for samples without a fixed split
 * @param salt changes which group the hash sends where; the same salt gives the same split everywhere
 * @param together names of attributes; rows that share a value of one, such as a patient or a conversation, are in one split
 * @param sealedTest the file {@code sealed-test.jsonl} of an earlier curation: its rows stay in the test set, and nothing takes their
 *     place; an empty file for the first time. Null where no test set is remembered
 * @param decisions a CSV file of what people decided about rows, in the columns of {@code review.csv}; null for none
 * @param normalise which differences in writing are taken out first
 * @param promptCharacters limits on all messages but the system's, taken together
 * @param completionCharacters limits on the answer
 * @param masking personal data and secrets that are replaced by placeholders in prompts and answers, so that JSON still parses;
 *     {@code masking: {}} for the usual detectors, null for none
 * @param languages which languages prompts may be in
 * @param refusals whether answers are dropped that say, in one of six languages, that they will not or cannot answer, or that a model wrote them
 * @param repetition when an answer says the same again and again
 * @param answerFields a short form of {@code task}: when not empty, an answer is a JSON object with exactly these fields, each
 *     with one of its values: a string, a number or a truth value that is written like it
 * @param answerValues a short form of {@code task}: when not empty, an answer is one of these labels and nothing else
 * @param exactDuplicates whether of the rows of a split with the same normalised prompt only one is kept
 * @param conflicts what happens where a split has a prompt with more than one answer
 * @param contamination texts of evaluations that must not be learnt
 * @param caps the most rows of the training set that may be of one kind
 * @param leakage what happens where a group or a prompt of the test set is found elsewhere: the row there goes to quarantine, or
 *     nothing is written and the run ends with an error
 * @param memory a folder in which a curation leaves for the next one what it worked out about rows and pairs, by their hashes; the next one, of
 *     all rows to date, works out what is new and comes to the same dataset in less time. It is made where it is absent, and can be deleted at
 *     any time. Null for none
 * @param gates what a dataset must be like to be taken; one that fails is written beside its place, and the command ends with exit code 4
 */
public record CurateConfig(
        @Default("{}") SplitFractions split,
        @Default("das-llm") String salt,
        @Default("[]") List<String> together,
        @Existing @Nullable Path sealedTest,
        @Existing @Nullable Path decisions,
        @Default("{}") Normalise normalise,
        @Default("{}") CharacterLimits promptCharacters,
        @Default("{}") CharacterLimits completionCharacters,
        @Nullable PrivacyConfig masking,
        @Default("{}") Languages languages,
        @Default("true") boolean refusals,
        @Default("{}") Repetition repetition,
        @Default("{}") Map<String, List<String>> answerFields,
        @Default("[]") List<String> answerValues,
        @Default("true") boolean exactDuplicates,
        @Default("{}") Conflicts conflicts,
        @Default("{}") NearDuplicates nearDuplicates,
        @Default("{}") Contamination contamination,
        @Default("{}") Caps caps,
        @Default("drop") LeakagePolicy leakage,
        @Nullable Path memory,
        @Default("{}") Gates gates) {
    public CurateConfig {
        together = List.copyOf(together);
        TreeMap<String, List<String>> fields = new TreeMap<>();
        answerFields.forEach((field, values) -> fields.put(field, List.copyOf(values)));
        answerFields = Map.copyOf(fields);
        answerValues = List.copyOf(answerValues);
        Faults faults = new Faults()
                .unless(
                        answerFields.isEmpty() || answerValues.isEmpty(),
                        "answer_fields and answer_values are both given, and only one can describe the answers");
        fields.forEach((field, values) ->
                faults.unless(!values.isEmpty(), "answer_fields", "allows no value for '" + field + "'"));
        faults.unless(
                        answerValues.isEmpty() || !labels(answerValues).isEmpty(),
                        "answer_values",
                        "has no label that is not blank")
                .refuse();
    }

    /**
     * What an answer is: as declared, or as {@code answer_fields} or {@code answer_values} say it; empty where nothing does.
     *
     * @param declared the configuration's {@code task}
     * @throws DasllmException if the two say different things
     */
    public Optional<Task> task(Optional<Task> declared) {
        String key = answerFields.isEmpty() ? "answer_values" : "answer_fields";
        Optional<Task> here = answerFields.isEmpty()
                ? Optional.of(answerValues)
                        .filter(values -> !values.isEmpty())
                        .map(values -> Task.ofLabels(labels(values)))
                : Optional.of(Task.ofListedValues(answerFields));
        if (declared.isPresent() && here.isPresent() && !declared.get().allowsTheSame(here.get())) {
            throw DasllmException.usage(
                    "'task' and 'curate." + key + "' allow different answers", "Keep task alone, or make them agree");
        }
        return declared.or(() -> here);
    }

    private static List<String> labels(List<String> values) {
        List<String> labels = values.stream()
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .toList();
        return List.copyOf(new LinkedHashSet<>(labels));
    }

    /** Free text, every default. */
    public static CurateConfig defaults() {
        return ConfigBinder.bind(ConfigSource.json("{}", "the defaults"), CurateConfig.class);
    }
}
