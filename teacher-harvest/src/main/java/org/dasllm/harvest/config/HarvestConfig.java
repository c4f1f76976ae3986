package org.dasllm.harvest.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.dasllm.privacy.config.PrivacyConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where labels come from: exactly one of {@code teacher}, {@code teachers}, {@code recorded} and {@code gateway}.
 *
 * @param prompts files of samples without completions that the teacher is asked for; needed with a teacher, unused else
 * @param teacher the only teacher
 * @param teachers several teachers, each a section like {@code harvest.teacher} under a name of your own; {@code ask} chooses among them
 * @param ask which of {@code teachers} are asked: a name, a list of names, or {@code all}; needed where there are several. All of those
 *     are asked the same prompts, each within its own limits and budget; the first is the one that the student is held against in money
 * @param recorded labels that are there already
 * @param masking what is looked for in prompts and replaced by placeholders before they leave this machine; it comes back in the
 *     answers, and the journal holds masked text alone. {@code masking: {}} for the usual detectors; null for prompts that go as
 *     they are. Only with a teacher
 * @param labels how labels are made of the answers; null for every answer as it is
 * @param maxFailedShare the share of samples, 0 to 1, that may stay without an answer before the harvest fails
 * @param priceFile a table of prices of your own, like {@code configs/prices.yaml}, whose entries come before those; null for none
 * @param gateway labels that {@code dasllm gateway} has recorded from live traffic; {@code gateway: {}} for this run's
 */
public record HarvestConfig(
        @Existing @Default("[]") List<Path> prompts,
        @Nullable TeacherConfig teacher,
        @Nullable Map<String, TeacherConfig> teachers,
        @Nullable JsonNode ask,
        @Nullable RecordedConfig recorded,
        @Nullable PrivacyConfig masking,
        @Nullable LabelsConfig labels,
        @Default("0") double maxFailedShare,
        @Existing @Nullable Path priceFile,
        @Nullable GatewaySourceConfig gateway) {
    /** What a teacher is called that has no name in the configuration. */
    private static final String ONLY = "teacher";

    /** Chooses every teacher. */
    private static final String ALL = "all";

    /** Of those that are asked side by side: they are folders, and parts of samples' ids. */
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public HarvestConfig {
        prompts = List.copyOf(prompts);
        teachers = teachers == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(teachers));
        int sources = (teacher == null ? 0 : 1)
                + (teachers == null ? 0 : 1)
                + (recorded == null ? 0 : 1)
                + (gateway == null ? 0 : 1);
        String names = teachers == null ? "" : String.join(", ", teachers.keySet());
        new Faults()
                .unless(
                        sources == 1,
                        "needs exactly one source, 'teacher', 'teachers', 'recorded' or 'gateway', and has "
                                + (sources == 0 ? "none" : "more"))
                .unless(teachers == null || !teachers.isEmpty(), "teachers", "is empty")
                .unless(
                        teachers == null || ask != null || teachers.size() == 1,
                        "ask",
                        "is needed to choose one of the teachers: " + names)
                .unless(
                        asksKnown(ask, teachers),
                        "ask",
                        "is the name of one of 'teachers' (" + names + "), not '"
                                + (ask != null && ask.isTextual() ? ask.textValue() : ask)
                                + "'; a list of names, each once, or all asks several")
                .unless(
                        labels == null || (recorded == null && gateway == null),
                        "labels",
                        "is for answers of teachers; what is recorded is taken as it is")
                .unless(
                        teachers == null || !teachers.containsKey(ALL),
                        "teachers",
                        "has a teacher called 'all', which means every one in 'ask'; give it another name")
                .unless(
                        masking == null || (recorded == null && gateway == null),
                        "masking",
                        "is for prompts to a teacher; what is recorded goes nowhere, and a gateway masks by gateway.masking")
                .unless(
                        maxFailedShare >= 0 && maxFailedShare <= 1,
                        "max_failed_share",
                        "is from 0 to 1, not " + maxFailedShare)
                .refuse();
        List<String> chosen = names(ask, teachers);
        new Faults()
                .unless(
                        chosen.size() < 2 || chosen.stream().allMatch(name -> name.matches(NAME)),
                        "teachers",
                        "that are asked together have names of letters, digits, '.', '_' and '-': "
                                + String.join(", ", chosen))
                .unless(
                        labels == null || !labels.vote() || answersEach(chosen, teacher, teachers) > 1,
                        "labels.vote",
                        "needs several answers to a prompt: several teachers in 'ask', or samples_per_prompt above 1")
                .refuse();
    }

    private static boolean asksKnown(@Nullable JsonNode ask, @Nullable Map<String, TeacherConfig> teachers) {
        if (ask == null) {
            return true;
        }
        if (teachers == null) {
            return false;
        }
        if (ask.isTextual() && ask.textValue().equals(ALL)) {
            return true;
        }
        List<String> named = new ArrayList<>();
        if (ask.isArray()) {
            ask.forEach(each -> named.add(each.asText()));
        } else {
            named.add(ask.asText());
        }
        return !named.isEmpty() && teachers.keySet().containsAll(named) && new HashSet<>(named).size() == named.size();
    }

    private static List<String> names(@Nullable JsonNode ask, @Nullable Map<String, TeacherConfig> teachers) {
        if (teachers == null) {
            return List.of(ONLY);
        }
        if (ask == null) {
            return List.of(teachers.keySet().iterator().next());
        }
        if (ask.isTextual() && ask.textValue().equals(ALL)) {
            return List.copyOf(teachers.keySet());
        }
        List<String> named = new ArrayList<>();
        if (ask.isArray()) {
            ask.forEach(each -> named.add(each.asText()));
        } else {
            named.add(ask.asText());
        }
        return named;
    }

    private static int answersEach(
            List<String> names, @Nullable TeacherConfig only, @Nullable Map<String, TeacherConfig> teachers) {
        if (teachers == null) {
            return only == null ? 0 : only.samplesPerPrompt();
        }
        return names.stream()
                .map(teachers::get)
                .filter(Objects::nonNull)
                .mapToInt(TeacherConfig::samplesPerPrompt)
                .sum();
    }

    /** With one teacher at most, and prompts that go as they are. */
    public HarvestConfig(
            List<Path> prompts,
            @Nullable TeacherConfig teacher,
            @Nullable RecordedConfig recorded,
            double maxFailedShare) {
        this(prompts, teacher, null, null, recorded, null, null, maxFailedShare, null, null);
    }

    /** The name of the teacher that is asked, or of the first of them. */
    public String asked() {
        return names(ask, teachers).get(0);
    }

    /** The teachers that are asked, by their names and in their order; none with recorded labels. */
    public Map<String, TeacherConfig> askedTeachers() {
        Map<String, TeacherConfig> all = byName();
        Map<String, TeacherConfig> asked = new LinkedHashMap<>();
        if (!all.isEmpty()) {
            names(ask, teachers).forEach(name -> asked.put(name, Objects.requireNonNull(all.get(name))));
        }
        return Collections.unmodifiableMap(asked);
    }

    /** The teacher that is asked, or the first of them; empty with recorded labels. */
    public Optional<TeacherConfig> firstTeacher() {
        return askedTeachers().values().stream().findFirst();
    }

    /** How labels are made. */
    public LabelsConfig labelling() {
        return labels == null ? LabelsConfig.NONE : labels;
    }

    /** Every teacher by its name; none with recorded labels. */
    public Map<String, TeacherConfig> byName() {
        if (teachers != null) {
            return teachers;
        }
        return teacher == null ? Map.of() : Map.of(ONLY, teacher);
    }

    /** The same harvest with the teachers that are asked and no other; one that is asked alone, as if it had been configured alone. */
    public HarvestConfig chosen() {
        Map<String, TeacherConfig> asked = askedTeachers();
        if (asked.size() > 1) {
            ArrayNode names = JsonNodeFactory.instance.arrayNode();
            asked.keySet().forEach(names::add);
            return new HarvestConfig(
                    prompts, null, asked, names, recorded, masking, labels, maxFailedShare, null, gateway);
        }
        return new HarvestConfig(
                prompts,
                firstTeacher().orElse(null),
                null,
                null,
                recorded,
                masking,
                labels,
                maxFailedShare,
                null,
                gateway);
    }

    /** A file of prices that is the user's own. */
    public Optional<Path> ownPrices() {
        return Optional.ofNullable(priceFile);
    }

    /** The same harvest with each teacher changed, such as to one that a run has just started. */
    public HarvestConfig withTeachers(UnaryOperator<TeacherConfig> change) {
        Map<String, TeacherConfig> changed = null;
        if (teachers != null) {
            changed = new LinkedHashMap<>();
            for (Map.Entry<String, TeacherConfig> each : teachers.entrySet()) {
                changed.put(each.getKey(), change.apply(each.getValue()));
            }
        }
        return new HarvestConfig(
                prompts,
                teacher == null ? null : change.apply(teacher),
                changed,
                ask,
                recorded,
                masking,
                labels,
                maxFailedShare,
                null,
                gateway);
    }

    /** The same harvest of what another file than the usual has of live traffic. */
    public HarvestConfig withTraffic(GatewaySourceConfig other) {
        return new HarvestConfig(
                prompts, teacher, teachers, ask, recorded, masking, labels, maxFailedShare, priceFile, other);
    }
}
