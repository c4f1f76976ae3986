package org.dasllm.cli.pipeline;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Sha256;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TermsConfig;

/** The acknowledgement of a teacher's terms of use: asked for before a harvest, and carried to what is made of its answers. */
public final class TeacherTerms {
    private static final String HASH = "[0-9a-fA-F]{64}";

    private TeacherTerms() {}

    /**
     * Refuses a teacher elsewhere whose terms nobody has acknowledged.
     *
     * @throws DasllmException saying what to write
     */
    public static void require(TeacherConfig teacher) {
        TermsConfig terms = teacher.terms();
        if (terms != null) {
            hash(terms);
        } else if (!isHere(teacher.endpoint())) {
            throw DasllmException.usage(
                    "The terms of use of the teacher at " + teacher.endpoint().getHost()
                            + " are not acknowledged, and what may be made of its answers is up to them",
                    "Read them, and write into the teacher's section terms: {document: FILE or its SHA-256, approved_by: NAME,"
                            + " approved_on: DATE, intended_use: WORDS}");
        }
    }

    private static boolean isHere(URI endpoint) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]+){3}");
    }

    /**
     * What goes into manifests; nothing where no terms are acknowledged.
     *
     * @param teachers that were asked, by their names; the first one's facts have no name beside them
     */
    static Map<String, String> facts(Map<String, TeacherConfig> teachers) {
        Map<String, String> facts = new LinkedHashMap<>();
        String suffix = "";
        for (Map.Entry<String, TeacherConfig> each : teachers.entrySet()) {
            String of = suffix.isEmpty() ? "" : suffix + each.getKey();
            TermsConfig terms = each.getValue().terms();
            if (terms != null) {
                facts.put("teacher terms" + of, hash(terms));
                facts.put("teacher terms approved" + of, terms.approvedBy() + ", " + terms.approvedOn());
                facts.put("teacher answers intended use" + of, terms.intendedUse());
            }
            suffix = " of ";
        }
        return facts;
    }

    private static String hash(TermsConfig terms) {
        String document = terms.document();
        if (document.matches(HASH)) {
            return document.toLowerCase(Locale.ROOT);
        }
        try {
            Path file = Path.of(document);
            if (Files.isRegularFile(file)) {
                return Sha256.ofFile(file);
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw DasllmException.input(
                "The document of the teacher's terms, '" + document + "', is neither a file that is here nor a SHA-256",
                "Set terms.document to the file as it was read, or to the 64 digits of its SHA-256");
    }
}
