package org.dasllm.privacy.detect;

import java.util.List;
import java.util.Set;

/**
 * Finds one sort of personal data in a text. A detector keeps no state, may be used by many threads at once, and takes time
 * in proportion to the text's length whatever the text holds.
 */
public interface Detector {
    /** Short, lower case, such as {@code email}; it stands in configurations and manifests. */
    String name();

    /** Raised whenever the same text may give other findings, so that data masked before can be distinguished. */
    String version();

    /** The kinds that its findings can have, such as {@code EMAIL}. */
    Set<String> kinds();

    /** All findings, in any order; they may overlap. */
    List<Finding> find(String text);
}
