package org.dasllm.harvest.run;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's name in the parts that matter for whether two of them are of one model.
 *
 * @param family without a provider's or a folder's name before it, in small letters and digits only
 * @param snapshot the date or version behind it, in digits; empty where it names none
 */
record ModelName(String family, String snapshot) {
    private static final Pattern PROVIDER = Pattern.compile("^(?:[a-z]+\\.)+(?=[a-z])");
    private static final Pattern FILE = Pattern.compile("\\.(?:gguf|safetensors|bin|onnx)$");
    /** How a router chose among its providers is no other model. */
    private static final Pattern VARIANT = Pattern.compile("(?::(?:latest|free|nitro|floor|online|extended)|-latest)$");

    private static final Pattern SNAPSHOT = Pattern.compile(
            "[-@:_](?:(?:preview|exp|beta)[-_]?)?(20\\d\\d-?\\d\\d-?\\d\\d|\\d\\d-\\d\\d(?:-20\\d\\d)?|\\d{3,4}|\\d{6,8})(?:-v\\d+(?::\\d+)?)?$");

    static ModelName of(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replace('\\', '/').replaceAll("/+$", "");
        plain = plain.substring(plain.lastIndexOf('/') + 1);
        plain = FILE.matcher(plain).replaceFirst("");
        plain = PROVIDER.matcher(plain).replaceFirst("");
        plain = VARIANT.matcher(plain).replaceFirst("");
        Matcher matcher = SNAPSHOT.matcher(plain);
        String snapshot = matcher.find() && matcher.start() > 0 ? matcher.group(1) : "";
        String family = snapshot.isEmpty() ? plain : plain.substring(0, matcher.start());
        return new ModelName(family.replaceAll("[^\\p{L}\\p{N}]", ""), snapshot.replaceAll("\\D", ""));
    }

    /** A name as a server tells it, fit for a line of text. */
    static String shown(String name) {
        String line = name.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= 100 ? line : line.substring(0, 100) + "…";
    }

    /** Whether an answer of this model is one of the other: they are the same, or one is a snapshot of the other. */
    boolean agrees(ModelName other) {
        return family.equals(other.family)
                && (snapshot.equals(other.snapshot) || snapshot.isEmpty() || other.snapshot.isEmpty());
    }
}
