package org.dasllm.schema.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SpecificationVersion;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The drafts of JSON Schema that are known, by the value of {@code $schema}. */
public enum Draft {
    DRAFT_4("http://json-schema.org/draft-04/schema", "id", SpecificationVersion.DRAFT_4),
    DRAFT_6("http://json-schema.org/draft-06/schema", "$id", SpecificationVersion.DRAFT_6),
    DRAFT_7("http://json-schema.org/draft-07/schema", "$id", SpecificationVersion.DRAFT_7),
    DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema", "$id", SpecificationVersion.DRAFT_2019_09),
    DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema", "$id", SpecificationVersion.DRAFT_2020_12);

    private final String address;
    private final String idKeyword;
    private final SpecificationVersion specification;

    Draft(String address, String idKeyword, SpecificationVersion specification) {
        this.address = address;
        this.idKeyword = idKeyword;
        this.specification = specification;
    }

    /** The draft that a schema names, 2020-12 where it names none; null where it is not known. */
    static @Nullable Draft of(JsonNode schema) {
        JsonNode named = schema.path("$schema");
        return named.isMissingNode() ? DRAFT_2020_12 : byAddress(named.asText());
    }

    /** By the address of its own schema, with or without an empty fragment, over either protocol. */
    static @Nullable Draft byAddress(String address) {
        String plain = address.replaceFirst("#$", "").replaceFirst("^https?:", "");
        for (Draft draft : values()) {
            if (draft.address.replaceFirst("^https?:", "").equals(plain)) {
                return draft;
            }
        }
        return null;
    }

    /** Whether an address is a draft's own schema or a part of it; those are inside the library. */
    static boolean isPartOfADraft(String address) {
        return address.matches(
                "https?://json-schema\\.org/(draft-0[467]/schema|draft/(2019-09|2020-12)/(schema|meta/[a-z-]+))");
    }

    static String known() {
        return Arrays.stream(values()).map(Draft::address).collect(Collectors.joining(", "));
    }

    public String address() {
        return address;
    }

    String idKeyword() {
        return idKeyword;
    }

    SpecificationVersion specification() {
        return specification;
    }

    /** Up to draft 7, whatever stands beside {@code $ref} means nothing. */
    public boolean refStandsAlone() {
        return compareTo(DRAFT_7) <= 0;
    }
}
