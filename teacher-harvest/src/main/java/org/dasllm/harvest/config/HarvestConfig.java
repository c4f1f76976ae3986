package org.dasllm.harvest.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param teachers several teachers, each a section like {@code harvest.teacher} under a name of your own; {@code ask} chooses one
 * @param ask the name of the one of {@code teachers} that is asked; needed where there are several
 * @param recorded labels that are there already
 * @param masking what is looked for in prompts and replaced by placeholders before they leave this machine; it comes back in the
 *     answers, and the journal holds masked text alone. {@code masking: {}} for the usual detectors; null for prompts that go as
 *     they are. Only with a teacher
 * @param maxFailedShare the share of samples, 0 to 1, that may stay without an answer before the harvest fails
 * @param priceFile a table of prices of your own, like {@code configs/prices.yaml}, whose entries come before those; null for none
 * @param gateway labels that {@code dasllm gateway} has recorded from live traffic; {@code gateway: {}} for this run's
 */
public record HarvestConfig(
        @Existing @Default("[]") List<Path> prompts,
        @Nullable TeacherConfig teacher,
        @Nullable Map<String, TeacherConfig> teachers,
        @Nullable String ask,
        @Nullable RecordedConfig recorded,
        @Nullable PrivacyConfig masking,
        @Default("0") double maxFailedShare,
        @Existing @Nullable Path priceFile,
        @Nullable GatewaySourceConfig gateway) {
    /** What a teacher is called that has no name in the configuration. */
    private static final String ONLY = "teacher";

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
                        ask == null || (teachers != null && teachers.containsKey(ask)),
                        "ask",
                        "is the name of one of 'teachers' (" + names + "), not '" + ask + "'")
                .unless(
                        masking == null || (recorded == null && gateway == null),
                        "masking",
                        "is for prompts to a teacher; what is recorded goes nowhere, and a gateway masks by gateway.masking")
                .unless(
                        maxFailedShare >= 0 && maxFailedShare <= 1,
                        "max_failed_share",
                        "is from 0 to 1, not " + maxFailedShare)
                .refuse();
    }

    /** With one teacher at most, and prompts that go as they are. */
    public HarvestConfig(
            List<Path> prompts,
            @Nullable TeacherConfig teacher,
            @Nullable RecordedConfig recorded,
            double maxFailedShare) {
        this(prompts, teacher, null, null, recorded, null, maxFailedShare, null, null);
    }

    /** The name of the teacher that is asked. */
    public String asked() {
        if (ask != null) {
            return ask;
        }
        return teachers == null ? ONLY : teachers.keySet().iterator().next();
    }

    /** Every teacher by its name; none with recorded labels. */
    public Map<String, TeacherConfig> byName() {
        if (teachers != null) {
            return teachers;
        }
        return teacher == null ? Map.of() : Map.of(ONLY, teacher);
    }

    /** The same harvest with the teacher that is asked and no other, as if it had been configured alone. */
    public HarvestConfig chosen() {
        TeacherConfig asked = byName().get(asked());
        return new HarvestConfig(prompts, asked, null, null, recorded, masking, maxFailedShare, null, gateway);
    }

    /** A file of prices that is the user's own. */
    public Optional<Path> ownPrices() {
        return Optional.ofNullable(priceFile);
    }

    /** The same harvest of another teacher, such as one that a run has just started. */
    public HarvestConfig withTeacher(TeacherConfig other) {
        return new HarvestConfig(prompts, other, null, null, recorded, masking, maxFailedShare, null, gateway);
    }

    /** The same harvest of what another file than the usual has of live traffic. */
    public HarvestConfig withTraffic(GatewaySourceConfig other) {
        return new HarvestConfig(prompts, teacher, teachers, ask, recorded, masking, maxFailedShare, priceFile, other);
    }
}
