package org.dasllm.schema.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;

/**
 * A JSON Schema that is in order, ready to check values; by many threads at once.
 *
 * <p>{@code $schema} names the draft: 4, 6, 7, 2019-09 or 2020-12, and 2020-12 where there is none. {@code format} is
 * checked, in every draft, for the formats that the drafts define; the specification leaves that open, and an answer whose
 * date is no date is wrong. Other formats say nothing.
 */
public final class JsonSchema {
    private static final Map<Draft, Schema> DRAFTS_OWN = new ConcurrentHashMap<>();

    /** The library fails over an {@code id} after draft 4, where it means nothing. */
    private static final List<Dialect> DIALECTS = Stream.of(
                    Dialects.getDraft4(),
                    Dialects.getDraft6(),
                    Dialects.getDraft7(),
                    Dialects.getDraft201909(),
                    Dialects.getDraft202012())
            .map(dialect -> Dialect.builder(dialect)
                    .keyword(new NonValidationKeyword("id"))
                    .build())
            .toList();

    private final JsonNode source;
    private final Schema schema;
    private final Draft draft;
    private final Map<String, String> references;

    private JsonSchema(JsonNode source, Schema schema, Draft draft, Map<String, String> references) {
        this.source = source;
        this.schema = schema;
        this.draft = draft;
        this.references = references;
    }

    /** Makes a schema ready. A broken one is a {@link DasllmException} that names the place by JSON pointer. */
    public static JsonSchema compile(JsonNode source) {
        if (!SchemaPlaces.isSchema(source)) {
            throw SchemaFault.at("", "a schema is an object, or true or false");
        }
        Draft draft = Draft.of(source);
        if (draft == null) {
            throw SchemaReview.unknownDraft("/$schema", source.get("$schema"));
        }
        JsonNode own = source.deepCopy();
        Map<String, String> references = SchemaReview.of(own, draft);
        refuseWhatTheDraftDoesNotAllow(own, draft);
        try {
            Schema schema = registry(draft).getSchema(SchemaLocation.of(SchemaReview.BASE), own);
            schema.initializeValidators();
            return new JsonSchema(own, schema, draft, references);
        } catch (SchemaException | StackOverflowError e) {
            throw SchemaFault.unusable(e);
        }
    }

    /** The places at which {@code value} does not keep to the schema; empty where it does. At most a hundred. */
    public List<Violation> violations(JsonNode value) {
        return violations(schema, value);
    }

    public boolean isValid(JsonNode value) {
        return violations(value).isEmpty();
    }

    /** The schema as it was given. */
    public JsonNode source() {
        return source.deepCopy();
    }

    public Draft draft() {
        return draft;
    }

    /**
     * Where the references lead: by the pointer to a {@code $ref} or {@code $dynamicRef}, the pointer to the schema that it names.
     * Those to a draft's own schema are left out.
     */
    public Map<String, String> references() {
        return references;
    }

    private static List<Violation> violations(Schema schema, JsonNode value) {
        Check check = new Check();
        if (!check.ends(() -> schema.validate(check, value, OutputFormat.DEFAULT))) {
            return List.of(new Violation(
                    "",
                    "limit",
                    "",
                    "the value cannot be checked within the bounds of a check, so it counts as wrong"));
        }
        List<Error> errors = check.getErrors();
        return errors.stream().limit(Bounds.MOST_VIOLATIONS).map(Wording::of).toList();
    }

    private static void refuseWhatTheDraftDoesNotAllow(JsonNode source, Draft draft) {
        Schema own = DRAFTS_OWN.computeIfAbsent(
                draft,
                d -> registry(d).getSchema(SchemaLocation.of(d.specification().getDialectId())));
        List<Violation> violations = violations(own, source);
        if (!violations.isEmpty()) {
            Violation first = violations.get(0);
            String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
            throw SchemaFault.at(first.path(), first.message() + more);
        }
    }

    /** One for each schema, since the library remembers schemas by their addresses. */
    private static SchemaRegistry registry(Draft draft) {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .locale(Locale.ROOT)
                .preloadSchema(false)
                .regularExpressionFactory(Check.regularExpressions())
                .build();
        return SchemaRegistry.builder()
                .defaultDialectId(draft.specification().getDialectId())
                .dialectRegistry(new BasicDialectRegistry(DIALECTS))
                .schemaLoader(loader -> loader.allow(address -> Draft.isPartOfADraft(address.toString())))
                .schemaRegistryConfig(config)
                .build();
    }
}
