package org.dasllm.eval.extraction;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/** How often each thing happened to the values of a field, or of all fields. */
public record FieldCounts(long match, long mismatch, long omission, long invention) {
    public static final FieldCounts NONE = new FieldCounts(0, 0, 0, 0);

    public FieldCounts plus(FieldOutcome.Kind kind) {
        return switch (kind) {
            case MATCH -> new FieldCounts(match + 1, mismatch, omission, invention);
            case MISMATCH -> new FieldCounts(match, mismatch + 1, omission, invention);
            case OMISSION -> new FieldCounts(match, mismatch, omission + 1, invention);
            case INVENTION -> new FieldCounts(match, mismatch, omission, invention + 1);
        };
    }

    public FieldCounts plus(FieldCounts other) {
        return new FieldCounts(
                match + other.match, mismatch + other.mismatch, omission + other.omission, invention + other.invention);
    }

    /** Values that there should be. */
    @JsonIgnore
    public long wanted() {
        return match + mismatch + omission;
    }

    /** Values that were given. */
    @JsonIgnore
    public long given() {
        return match + mismatch + invention;
    }

    /** Of the values given, the share that is right; null where none was given. */
    @JsonIgnore
    public @Nullable Double precision() {
        return given() == 0 ? null : (double) match / given();
    }

    /** Of the values that there should be, the share that was given right; null where there is none. */
    @JsonIgnore
    public @Nullable Double recall() {
        return wanted() == 0 ? null : (double) match / wanted();
    }

    /** The harmonic mean of both, 2 · match / (wanted + given); null where there is nothing. */
    @JsonIgnore
    public @Nullable Double f1() {
        return wanted() + given() == 0 ? null : 2.0 * match / (wanted() + given());
    }
}
