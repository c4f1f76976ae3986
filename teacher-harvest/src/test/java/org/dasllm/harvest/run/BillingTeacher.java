package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.client.ChatExchange;
import org.jspecify.annotations.Nullable;

/** A teacher without a network that fails in every way in which a vendor does, and writes a bill of its own, in whole numbers. */
final class BillingTeacher implements Teacher {
    /** Ten thousandths of the currency for a million tokens: so is a price, and a bill in ten thousand millionths of it. */
    private static final int BILL_DIGITS = 10;

    private static final int FIRST_CLEAR = 5;

    private final Random random;
    private final Rates rates;
    private final Rates longRates;
    private final int longFrom;
    private final int limit;
    private final boolean unclear;
    private long bill;
    private long billedTokens;
    private long settled;
    private long unsettled;

    /** Prices in ten thousandths of the currency for a million tokens. */
    record Rates(int input, int cached, int written, int output, int reasoning) {
        static Rates random(Random random) {
            return new Rates(
                    random.nextInt(50_000),
                    random.nextInt(50_000),
                    random.nextInt(50_000),
                    random.nextInt(200_000),
                    random.nextInt(200_000));
        }

        Map<String, Object> keys() {
            return Map.of(
                    "input", input / 1e4,
                    "cached_input", cached / 1e4,
                    "cache_write", written / 1e4,
                    "output", output / 1e4,
                    "reasoning", reasoning / 1e4);
        }
    }

    /**
     * @param longFrom prompts of more tokens have the long prices
     * @param limit of tokens of an answer
     * @param unclear whether it also fails in ways that leave open what it bills
     */
    BillingTeacher(Random random, Rates rates, Rates longRates, int longFrom, int limit, boolean unclear) {
        this.random = random;
        this.rates = rates;
        this.longRates = longRates;
        this.longFrom = longFrom;
        this.limit = limit;
        this.unclear = unclear;
    }

    @Override
    public JsonNode request(List<Message> prompt) {
        String text = prompt.get(prompt.size() - 1).content();
        ObjectNode body = Json.mapper().createObjectNode().put("model", "fake").put("max_tokens", limit);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        int variant = text.hashCode() & 3;
        if (variant == 1) {
            body.put("n", 3);
        } else if (variant == 2) {
            body.putArray("tools")
                    .addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", "f");
        }
        return body;
    }

    @Override
    public String hash(JsonNode request) {
        return Sha256.ofString(Json.line(request));
    }

    @Override
    public String key(JsonNode request) {
        return hash(request);
    }

    @Override
    public ChatReply read(int status, String body) {
        return failed(Remedy.NONE, status, "what could not be read stays so", body);
    }

    @Override
    public CompletableFuture<ChatExchange> askAsync(JsonNode request) {
        return CompletableFuture.supplyAsync(() -> ChatExchange.of(ask(request)));
    }

    @Override
    public synchronized ChatReply ask(JsonNode request) {
        int instructions = request.has("tools") ? 400 : 0;
        int most = Json.line(request).getBytes(StandardCharsets.UTF_8).length + instructions;
        int prompt = 1 + random.nextInt(most);
        int cached = random.nextInt(prompt + 1);
        int written = random.nextInt(prompt - cached + 1);
        int completion = random.nextInt(limit * request.path("n").asInt(1) + 1);
        int thought = random.nextInt(completion + 1);
        Rates rate = prompt > longFrom ? longRates : rates;
        long cost = (long) (prompt - cached - written) * rate.input
                + (long) cached * rate.cached
                + (long) written * rate.written
                + (long) (completion - thought) * rate.output
                + (long) thought * rate.reasoning;
        int tokens = prompt + completion;
        switch (unclear ? random.nextInt(20) : FIRST_CLEAR + random.nextInt(20)) {
            case 0 -> {
                return answered(cost, tokens, null);
            }
            case 1 -> {
                // The vendor does not bill what it cut off itself, or does.
                maybeBill(cost, tokens);
                return failed(Remedy.RETRY, null, "the connection broke", null);
            }
            case 2 -> {
                maybeBill(cost, tokens);
                return failed(Remedy.RETRY, null, "it sent nothing within the time allowed", null);
            }
            case 3 -> {
                maybeBill(cost, tokens);
                return failed(Remedy.RETRY, 200, "its answer is not valid JSON, it breaks off", "{\"choices\":");
            }
            case 4 -> {
                maybeBill(cost, tokens);
                return failed(Remedy.RETRY, 504, "HTTP 504: upstream request timeout", null);
            }
            case 5 -> {
                return failed(Remedy.RETRY, 500, "HTTP 500", null);
            }
            case 6 -> {
                return failed(Remedy.NONE, 400, "HTTP 400: this content is flagged " + random.nextInt(), null);
            }
            case 7 -> {
                if (unclear && random.nextInt(4) == 0) {
                    maybeBill(cost, tokens);
                    throw new IllegalStateException("the process ends here");
                }
                return failed(Remedy.RETRY, 500, "HTTP 500", null);
            }
            default -> {
                return answered(
                        cost,
                        tokens,
                        new Usage(
                                OptionalLong.of(prompt),
                                OptionalLong.of(completion),
                                random.nextBoolean() || cached > 0 ? OptionalLong.of(cached) : OptionalLong.empty(),
                                OptionalLong.of(written),
                                OptionalLong.of(thought)));
            }
        }
    }

    private ChatReply answered(long cost, int tokens, @Nullable Usage usage) {
        bill(cost, tokens);
        if (usage == null) {
            unsettled++;
        } else {
            settled += cost;
        }
        return new ChatReply.Answered(
                new ChatResponse(
                        new ResponseHead(Optional.empty(), Optional.empty(), Optional.of("fake"), Optional.empty()),
                        List.of(new Choice(
                                0, List.of(new Part.Text("x")), Optional.of(Finish.ofWord("stop")), Optional.empty())),
                        Optional.ofNullable(usage)),
                null);
    }

    private void maybeBill(long cost, int tokens) {
        unsettled++;
        if (random.nextBoolean()) {
            bill(cost, tokens);
        }
    }

    private void bill(long cost, int tokens) {
        bill += cost;
        billedTokens += tokens;
    }

    private static ChatReply failed(Remedy remedy, @Nullable Integer status, String reason, @Nullable String raw) {
        return new ChatReply.Failed(remedy, status, reason, Optional.empty(), raw);
    }

    /** All that the vendor wants for it. */
    synchronized BigDecimal bill() {
        return BigDecimal.valueOf(bill, BILL_DIGITS);
    }

    synchronized long billedTokens() {
        return billedTokens;
    }

    /** What it wants for answers that arrived with their usage. */
    synchronized BigDecimal settled() {
        return BigDecimal.valueOf(settled, BILL_DIGITS);
    }

    /** How many attempts there were whose cost it did not tell. */
    synchronized long unsettled() {
        return unsettled;
    }
}
