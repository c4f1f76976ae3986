package org.dasllm.privacy.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.dasllm.privacy.phone.PhoneNumberDetector;
import org.jspecify.annotations.Nullable;

/**
 * How personal data and secrets are looked for. All detectors are on unless they are named in {@code off}.
 *
 * @param off names of detectors that are not used: {@code email}, {@code iban}, {@code card_number}, {@code api_key}, {@code token},
 *     {@code private_key}, {@code password}, {@code nl_bsn}, {@code pt_nif}, {@code pl_pesel}, {@code gb_nhs}, {@code se_personnummer},
 *     {@code us_ssn}, {@code es_nif}, {@code de_tax_id}, {@code fr_nir}, {@code it_codice_fiscale}, {@code be_national_number},
 *     {@code fi_hetu}, {@code ip_address}, {@code phone_number}, {@code date_of_birth}, {@code person_name}
 * @param regions the countries whose telephone numbers are found in their national form, as two capitals; international numbers are
 *     found of all countries
 * @param names a text file of people's names, one on each line, as they are usually written; lines that begin with {@code #} are
 *     comments. Null for none: then no names are found
 */
public record PrivacyConfig(
        @Default("[]") List<String> off,

        @Default("[\"DE\", \"FR\", \"IT\", \"ES\", \"GB\", \"US\"]")
        List<String> regions,

        @Existing @Nullable Path names) {

    public PrivacyConfig {
        off = List.copyOf(off);
        regions = List.copyOf(regions);
        Faults faults = new Faults();
        Set<String> known = DetectorRegistry.names();
        for (String name : off) {
            faults.unless(
                    known.contains(name),
                    "off",
                    "names no detector '" + name + "'; there are " + String.join(", ", known));
        }
        for (String region : regions) {
            faults.unless(
                    PhoneNumberDetector.knownRegions().contains(region),
                    "regions",
                    "holds countries as two capitals, such as DE, not '" + region + "'");
        }
        faults.refuse();
    }

    /** Every key at its default. */
    public static PrivacyConfig standard() {
        return ConfigBinder.bind(ConfigSource.json("{}", "the standard of privacy"), PrivacyConfig.class);
    }
}
