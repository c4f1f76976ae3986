package org.dasllm.model.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Place;

/**
 * A tokenizer.json. Nothing is ever truncated or padded; special tokens are added only where the caller says so. Many
 * threads may use one.
 */
public final class Tokenizer implements AutoCloseable {
    private static final int TEXTS_AT_ONCE = 1024;

    private final Path file;
    private final Supplier<ObjectNode> json;
    private final HuggingFaceTokenizer tokenizer;
    private final Vocabulary vocabulary;
    private final OptionalInt bos;
    private final Set<Integer> endOfText;
    private final Map<Integer, String> special;
    private final Queue<AliasedTokenizer> further = new ConcurrentLinkedQueue<>();

    private Tokenizer(
            Path file,
            Supplier<ObjectNode> json,
            HuggingFaceTokenizer tokenizer,
            Vocabulary vocabulary,
            JsonNode config) {
        this.file = file;
        this.json = json;
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.bos = id(SpecialTokens.content(config, "bos_token"));
        OptionalInt end = id(SpecialTokens.content(config, "eos_token"));
        this.endOfText = end.isPresent() ? Set.of(end.getAsInt()) : Set.of();
        Set<String> named = SpecialTokens.names(config);
        this.special = vocabulary.added().stream()
                .filter(token -> token.special() || named.contains(token.content()))
                .collect(Collectors.toUnmodifiableMap(AddedToken::id, AddedToken::content));
    }

    /**
     * Reads tokenizer.json, and the special tokens' names from tokenizer_config.json where it is there.
     *
     * @throws DasllmException if there is no tokenizer.json, or it is broken or contradicts itself
     */
    public static Tokenizer load(Path dir) {
        Path file = dir.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw DasllmException.input(
                    "There is no tokenizer.json in " + Place.of(dir),
                    "Convert the model's tokenizer with transformers: AutoTokenizer.from_pretrained, then save_pretrained");
        }
        Vocabulary vocabulary = Vocabulary.of(file, Json.read(file, JsonNode.class));
        Supplier<ObjectNode> json = () -> Json.read(file, ObjectNode.class);
        return checked(new Tokenizer(file, json, NativeTokenizer.open(file), vocabulary, SpecialTokens.config(dir)));
    }

    /**
     * A tokenizer that is in no files of its own.
     *
     * @param from where it is from, for complaints
     * @param json what tokenizer.json would hold
     * @param config what tokenizer_config.json would hold
     * @throws DasllmException if it is broken or contradicts itself
     */
    public static Tokenizer of(Path from, ObjectNode json, JsonNode config) {
        // Kept as bytes: a tree takes many times their memory.
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        Vocabulary vocabulary = Vocabulary.of(from, json);
        Supplier<ObjectNode> again =
                () -> Json.parse(new String(text, StandardCharsets.UTF_8), ObjectNode.class, from.toString());
        HuggingFaceTokenizer opened = NativeTokenizer.open(from, new ByteArrayInputStream(text));
        return checked(new Tokenizer(from, again, opened, vocabulary, config));
    }

    private static Tokenizer checked(Tokenizer loaded) {
        try {
            loaded.requireStatedIds();
            return loaded;
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /** The native library numbers added tokens anew, one after the other: a hole before them moves them. */
    private void requireStatedIds() {
        List<int[]> encoded =
                encode(vocabulary.added().stream().map(AddedToken::content).toList(), false);
        for (int i = 0; i < encoded.size(); i++) {
            AddedToken token = vocabulary.added().get(i);
            int[] ids = encoded.get(i);
            if (Arrays.stream(ids).noneMatch(id -> id == token.id())) {
                throw Vocabulary.broken(file + ": the added token '" + token.content() + "' is said to have the id "
                        + token.id() + ", but becomes " + Arrays.toString(ids)
                        + ", since ids before it are missing or it is listed out of order");
            }
        }
    }

    /**
     * The ids of a text.
     *
     * @param addSpecialTokens whether the tokenizer's own beginning and end are put around it; not after a chat template,
     *     which has written them already
     */
    public int[] encode(String text, boolean addSpecialTokens) {
        return ids(tokenizer.encode(text, addSpecialTokens, false));
    }

    /** The ids of a text and their places in it, without special tokens of the tokenizer's own. */
    public TokenizedText encodeWithPlaces(String text) {
        return withPlaces(text, tokenizer.encode(text, false, false));
    }

    static TokenizedText withPlaces(String text, Encoding encoding) {
        int[] ids = ids(encoding);
        int[] characters = codePointStarts(text);
        int[] begins = new int[ids.length];
        int[] ends = new int[ids.length];
        CharSpan[] spans = encoding.getCharTokenSpans();
        for (int i = 0; i < ids.length; i++) {
            begins[i] = characters[spans[i].getStart()];
            ends[i] = characters[spans[i].getEnd()];
        }
        return new TokenizedText(ids, begins, ends);
    }

    /** Code point by code point, where it begins; and the end. */
    private static int[] codePointStarts(String text) {
        int[] starts = new int[text.codePointCount(0, text.length()) + 1];
        int at = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = at;
            at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 0;
        }
        return starts;
    }

    /** The ids of many texts, on all cores. */
    public List<int[]> encode(List<String> texts, boolean addSpecialTokens) {
        List<int[]> all = new ArrayList<>(texts.size());
        for (int from = 0; from < texts.size(); from += TEXTS_AT_ONCE) {
            List<String> part = texts.subList(from, Math.min(texts.size(), from + TEXTS_AT_ONCE));
            for (Encoding encoding : tokenizer.batchEncode(part, addSpecialTokens, false)) {
                all.add(ids(encoding));
            }
        }
        return all;
    }

    private static int[] ids(Encoding encoding) {
        return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    }

    /** The text of ids; bytes that are no UTF-8 become U+FFFD. */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
    }

    /** All tokens by what they write within a text: a SentencePiece token that begins with a blank keeps it. */
    public TokenSpellings spellings() {
        int[] anchor = encode("a", false);
        int last = anchor[anchor.length - 1];
        String before = decode(new int[] {last}, false);
        return new TokenSpellings(vocabulary.ids(), id -> {
            String both = decode(new int[] {last, id}, false);
            return both.startsWith(before) ? both.substring(before.length()) : decode(new int[] {id}, false);
        });
    }

    /** Whether two tokenizers have the same tokens under the same ids. */
    public boolean sameVocabulary(Tokenizer other) {
        return vocabulary.ids().equals(other.vocabulary.ids());
    }

    /** The id of a token as the vocabulary spells it, such as {@code <|im_end|>}. */
    public OptionalInt id(String token) {
        Integer id = vocabulary.ids().get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The highest id + 1; a model's embedding table may have more rows. */
    public int vocabularySize() {
        return vocabulary.size();
    }

    /** The token that begins a text, where there is one. */
    public OptionalInt bos() {
        return bos;
    }

    /** The token that ends a text, where there is one; a model's generation_config.json may name more. */
    public Set<Integer> endOfText() {
        return endOfText;
    }

    /** The tokens that end an answer: {@link #endOfText}, and those that the model's configuration names. */
    public Set<Integer> endTokens(Collection<Integer> named) {
        Set<Integer> tokens = new HashSet<>(endOfText);
        tokens.addAll(named);
        return tokens;
    }

    /** What {@link #encode} with special tokens puts before a text, if that is the token that begins one. */
    public int[] prefix() {
        int[] ids = encode("a", true);
        return bos.isPresent() && ids.length > 0 && ids[0] == bos.getAsInt() ? new int[] {bos.getAsInt()} : new int[0];
    }

    /**
     * Encodes what a template writes; messages in it make none of the tokens that the files call special.
     *
     * @param further other added tokens that only a template may write
     */
    public TemplateEncoder templateEncoder(IntPredicate further) {
        Map<Integer, String> control = new HashMap<>(special);
        for (AddedToken token : vocabulary.added()) {
            if (further.test(token.id())) {
                control.put(token.id(), token.content());
            }
        }
        return new TemplateEncoder(this, control, vocabulary.unknown());
    }

    /** The added tokens that the files call special, by id: they are for templates, not for messages. */
    public Map<Integer, String> specialTokens() {
        return special;
    }

    /** The tokens with ids from {@code first} on. */
    public SortedMap<Integer, String> tokensFrom(int first) {
        SortedMap<Integer, String> tokens = new TreeMap<>();
        vocabulary.ids().forEach((spelling, id) -> {
            if (id >= first) {
                tokens.put(id, spelling);
            }
        });
        return tokens;
    }

    /** This tokenizer with some added tokens under other names; closed together with it. */
    AliasedTokenizer withAliases(Map<Integer, String> tokens) {
        AliasedTokenizer aliased = AliasedTokenizer.open(file, json.get(), tokens);
        further.add(aliased);
        return aliased;
    }

    @Override
    public void close() {
        tokenizer.close();
        further.forEach(AliasedTokenizer::close);
    }
}
