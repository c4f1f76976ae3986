package org.dasllm.privacy.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.privacy.detect.CardNumberDetector;
import org.dasllm.privacy.detect.DateOfBirthDetector;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.EmailDetector;
import org.dasllm.privacy.detect.IbanDetector;
import org.dasllm.privacy.detect.IpAddressDetector;
import org.dasllm.privacy.detect.NameDetector;
import org.dasllm.privacy.mask.Masking;
import org.dasllm.privacy.national.NationalNumberDetector;
import org.dasllm.privacy.phone.PhoneNumberDetector;
import org.dasllm.privacy.secret.ApiKeyDetector;
import org.dasllm.privacy.secret.PasswordDetector;
import org.dasllm.privacy.secret.PrivateKeyDetector;
import org.dasllm.privacy.secret.TokenDetector;

/** All detectors, in one order for everyone: of two findings of one length and place, the earlier detector's counts. */
public final class DetectorRegistry {
    private DetectorRegistry() {}

    /** The detectors' names, in their order. */
    public static Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        all(List.of(), List.of()).forEach(detector -> names.add(detector.name()));
        return names;
    }

    /**
     * The detectors that a configuration asks for, in their order. Reads the file of names; without one no names are looked for.
     *
     * @throws org.dasllm.format.error.DasllmException if the file of names cannot be used
     */
    public static List<Detector> detectors(PrivacyConfig config) {
        return detectors(config.off(), config.regions(), names(config));
    }

    /** As {@link #detectors(PrivacyConfig)}, with the names themselves: for processes that do not have the file. */
    public static List<Detector> detectors(List<String> off, List<String> regions, List<String> names) {
        return all(regions, names).stream()
                .filter(detector -> !off.contains(detector.name()))
                .filter(detector -> !names.isEmpty() || !(detector instanceof NameDetector))
                .toList();
    }

    /**
     * The names that a configuration asks for; none without a file of them, or where the detector is off.
     *
     * @throws org.dasllm.format.error.DasllmException if the file cannot be used
     */
    public static List<String> names(PrivacyConfig config) {
        Path file = config.names();
        return file == null || config.off().contains("person_name") ? List.of() : NameFile.read(file);
    }

    /** Masking by the detectors that a configuration asks for. */
    public static Masking masking(PrivacyConfig config) {
        return new Masking(detectors(config));
    }

    private static List<Detector> all(List<String> regions, List<String> names) {
        List<Detector> all = new ArrayList<>(List.of(
                new EmailDetector(),
                new IbanDetector(),
                new CardNumberDetector(),
                new ApiKeyDetector(),
                new TokenDetector(),
                new PrivateKeyDetector(),
                new PasswordDetector()));
        all.addAll(NationalNumberDetector.all());
        all.add(new DateOfBirthDetector());
        all.add(new IpAddressDetector());
        all.add(new PhoneNumberDetector(regions));
        all.add(new NameDetector(names));
        return List.copyOf(all);
    }
}
