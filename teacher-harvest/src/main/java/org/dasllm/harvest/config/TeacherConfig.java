package org.dasllm.harvest.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.dasllm.wire.chat.ClientCodec;
import org.jspecify.annotations.Nullable;

/**
 * A teacher: whom to ask, how, and how much.
 *
 * @param protocol how it is spoken to: chat completions, with whoever calls himself compatible, or a vendor's own interface
 * @param baseUrl such as {@code https://host/v1}; a URL without a path gets the protocol's usual one. Where it is left out, the
 *     vendor's public address is asked, with the key of the vendor's usual environment variable (such as {@code OPENAI_API_KEY})
 *     unless another is named
 * @param model the model's name, as the server knows it; with {@code azure} the name of the deployment
 * @param apiKeyEnvironmentVariable the name of the environment variable with the key; left out where none is needed. The key
 *     itself is never configured, journalled or printed
 * @param apiKeyFile a file with the key and nothing else; it is read anew when it changes
 * @param bearerTokenFile with {@code azure}: a file with a token of Microsoft Entra ID instead of a key; it is read anew when it
 *     changes, so that another process can renew it
 * @param apiVersion with {@code azure}: a dated version of the API such as {@code 2024-10-21}, whose path names the deployment; left
 *     out for {@code /openai/v1/}
 * @param region with {@code bedrock}: the AWS region that is asked
 * @param maxTokens the most tokens of one answer; an answer that reaches it is cut and not used
 * @param maxTokensField {@code max_tokens}, or {@code max_completion_tokens} for servers that want that
 * @param temperature 0 for the most likely answer
 * @param withoutTemperature for models that refuse every temperature, as many do that reason: none is sent
 * @param seed decides the draws of a teacher that takes a seed, as well as it can; null for none
 * @param samplesPerPrompt how many answers each prompt gets, each to a request of its own and a sample of its own: the second has {@code #2}
 *     behind its id. With {@code seed} each is drawn by another one. The models must be let to draw, by a temperature above 0 or
 *     {@code without_temperature}
 * @param structuredOutput whether the teacher is held to the task's fields or schema by its vendor's own means
 * @param timeoutSeconds the longest wait for one answer
 * @param concurrency the most requests in flight
 * @param maxRetries how often one request is sent again after the first time
 * @param firstRetrySeconds the longest wait before the first retry; it doubles with each, up to a minute
 * @param requestsPerMinute null for as fast as the teacher answers
 * @param tokensPerMinute of requests and answers together; a request counts with an estimate and {@code max_tokens}, until its answer
 *     tells what it was; null for no limit but the teacher's
 * @param requestsPerDay in any 24 hours, over all runs of this journal; the harvest ends when that is used up and goes on with the
 *     same command; null for no limit
 * @param tokensPerDay in any 24 hours, likewise
 * @param topLogprobs how many of the likeliest tokens of every place are asked for and kept, for distillation; 0 for none. The
 *     harvest stops at the first answer without them
 * @param budgetTokens the most tokens, prompts and answers together, over all runs of this journal; null for no limit
 * @param prices what tokens cost; where they are not given, those of the table of prices count, and where that has none, no money
 *     is counted
 * @param budgetMoney the most money, in the prices' currency, over all runs of this journal; it is refused where the prices are not
 *     known. None for no limit
 * @param certificateAuthorities a PEM file of an organisation's own certificate authorities, which are trusted beside those that Java
 *     trusts; null for those alone
 * @param pricedAs the model's name in the table of prices, where that is not {@code model}, such as for a deployment of Azure
 * @param retires the day from which the vendor no longer serves the model, such as 2027-01-14; null where none is announced
 * @param terms that the vendor's terms of use were read; a teacher on another machine is not asked without
 * @param batch asks by the vendor's batch interface, with all but {@code xai}; {@code batch: {}} for the usual, which {@code bedrock} needs a store
 *     and a role for. {@code concurrency} and the times of retries have no meaning there. Null to ask request by request
 */
public record TeacherConfig(
        @Default("openai") TeacherProtocol protocol,
        @Nullable String baseUrl,
        String model,
        @Nullable String apiKeyEnvironmentVariable,
        @Existing @Nullable Path apiKeyFile,
        @Existing @Nullable Path bearerTokenFile,
        @Nullable String apiVersion,
        @Nullable String region,
        @Default("512") int maxTokens,
        @Default("max_tokens") String maxTokensField,
        @Default("0") double temperature,
        @Default("false") boolean withoutTemperature,
        @Nullable Long seed,
        @Default("1") int samplesPerPrompt,
        @Default("false") boolean structuredOutput,
        @Default("60") double timeoutSeconds,
        @Default("8") int concurrency,
        @Default("6") int maxRetries,
        @Default("0.5") double firstRetrySeconds,
        @Nullable Integer requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Integer requestsPerDay,
        @Nullable Long tokensPerDay,
        @Default("0") int topLogprobs,
        @Nullable Long budgetTokens,
        @Nullable TeacherPrices prices,
        Optional<Double> budgetMoney,
        @Existing @Nullable Path certificateAuthorities,
        @Nullable String pricedAs,
        @Nullable String retires,
        @Nullable TermsConfig terms,
        @Nullable BatchConfig batch) {
    /** As many connections as the client opens. */
    private static final int MOST_AT_ONCE = 4096;

    private static final int MOST_SAMPLES = 100;

    public TeacherConfig {
        Faults faults = new Faults();
        if (baseUrl != null) {
            checkUrl(baseUrl, faults);
        }
        faults.unless(!model.isBlank(), "model", "is empty")
                .unless(
                        apiKeyEnvironmentVariable == null
                                || apiKeyEnvironmentVariable.matches("[A-Za-z_][A-Za-z0-9_]*"),
                        "api_key_environment_variable",
                        "is the name of a variable, not the key")
                .unless(maxTokens >= 1, "max_tokens", "is at least 1, not " + maxTokens)
                .unless(
                        Set.of("max_tokens", "max_completion_tokens").contains(maxTokensField),
                        "max_tokens_field",
                        "is max_tokens or max_completion_tokens, not " + maxTokensField)
                .unless(temperature >= 0 && temperature <= 2, "temperature", "is from 0 to 2, not " + temperature)
                .unless(
                        samplesPerPrompt >= 1 && samplesPerPrompt <= MOST_SAMPLES,
                        "samples_per_prompt",
                        "is from 1 to " + MOST_SAMPLES + ", not " + samplesPerPrompt)
                .unless(
                        samplesPerPrompt <= 1 || temperature > 0 || withoutTemperature,
                        "samples_per_prompt",
                        "is above 1, and at temperature 0 all answers to a prompt are the same; raise temperature")
                .unless(
                        timeoutSeconds > 0 && timeoutSeconds <= 86_400,
                        "timeout_seconds",
                        "is above 0 and at most a day, not " + timeoutSeconds)
                .unless(
                        concurrency >= 1 && concurrency <= MOST_AT_ONCE,
                        "concurrency",
                        "is from 1 to " + MOST_AT_ONCE + ", not " + concurrency)
                .unless(maxRetries >= 0 && maxRetries <= 100, "max_retries", "is from 0 to 100, not " + maxRetries)
                .unless(
                        firstRetrySeconds > 0 && firstRetrySeconds <= 60,
                        "first_retry_seconds",
                        "is above 0 and at most 60, not " + firstRetrySeconds)
                .unless(
                        requestsPerMinute == null || requestsPerMinute >= 1,
                        "requests_per_minute",
                        "is at least 1, not " + requestsPerMinute)
                .unless(
                        tokensPerMinute == null || tokensPerMinute >= 1,
                        "tokens_per_minute",
                        "is at least 1, not " + tokensPerMinute)
                .unless(
                        requestsPerDay == null || requestsPerDay >= 1,
                        "requests_per_day",
                        "is at least 1, not " + requestsPerDay)
                .unless(
                        tokensPerDay == null || tokensPerDay >= 1,
                        "tokens_per_day",
                        "is at least 1, not " + tokensPerDay)
                .unless(
                        topLogprobs == 0 || temperature == 0 || temperature == 1,
                        "top_logprobs",
                        "needs temperature 0 or 1, since some servers tell log-probabilities at the temperature")
                .unless(
                        budgetTokens == null || budgetTokens >= 1,
                        "budget_tokens",
                        "is at least 1, not " + budgetTokens)
                .unless(
                        budgetMoney.isEmpty() || budgetMoney.get() > 0,
                        "budget_money",
                        "is above 0, not " + budgetMoney.orElse(0.0))
                .unless(pricedAs == null || !pricedAs.isBlank(), "priced_as", "is empty")
                .unless(
                        TeacherPrices.isDate(Optional.ofNullable(retires)),
                        "retires",
                        "is a date such as 2027-01-14, not '" + retires + "'");
        if (batch != null) {
            faults.unless(
                            protocol.batches(),
                            "batch",
                            "cannot be used with '" + model + "': batches of " + protocol.words()
                                    + " are not spoken here; leave it out to ask request by request")
                    .unless(
                            requestsPerMinute == null
                                    && tokensPerMinute == null
                                    && requestsPerDay == null
                                    && tokensPerDay == null,
                            "batch",
                            "is paced by its vendor; leave out requests_per_minute, tokens_per_minute, requests_per_day and"
                                    + " tokens_per_day");
            batch.check(protocol, faults);
        }
        new ProtocolRules(
                        protocol,
                        baseUrl,
                        model,
                        apiKeyEnvironmentVariable,
                        apiKeyFile,
                        bearerTokenFile,
                        apiVersion,
                        region,
                        maxTokensField,
                        temperature,
                        seed,
                        topLogprobs)
                .check(faults);
        faults.refuse();
    }

    /** The same teacher at another address, such as one that a run has just started on a free port. */
    public TeacherConfig withBaseUrl(String url) {
        return with(url, prices);
    }

    /** The same teacher with prices that its own section does not give. */
    public TeacherConfig withPrices(TeacherPrices found) {
        return with(baseUrl, found);
    }

    private TeacherConfig with(@Nullable String url, @Nullable TeacherPrices found) {
        return new TeacherConfig(
                protocol,
                url,
                model,
                apiKeyEnvironmentVariable,
                apiKeyFile,
                bearerTokenFile,
                apiVersion,
                region,
                maxTokens,
                maxTokensField,
                temperature,
                withoutTemperature,
                seed,
                samplesPerPrompt,
                structuredOutput,
                timeoutSeconds,
                concurrency,
                maxRetries,
                firstRetrySeconds,
                requestsPerMinute,
                tokensPerMinute,
                requestsPerDay,
                tokensPerDay,
                topLogprobs,
                budgetTokens,
                found,
                budgetMoney,
                certificateAuthorities,
                pricedAs,
                retires,
                terms,
                batch);
    }

    /** What its tokens cost in the way that it is asked; null where that is not known. */
    public @Nullable TeacherPrices billed() {
        return batch == null ? prices : pricesInBatches();
    }

    /** What its tokens cost in batches, whether or not it is asked in them now; null where that is not known. */
    public @Nullable TeacherPrices pricesInBatches() {
        return prices == null ? null : prices.inBatches();
    }

    /** The address of the API: as configured, or the vendor's public one. */
    public String address() {
        if (baseUrl != null) {
            return baseUrl;
        }
        return region == null
                ? protocol.publicAddress().orElseThrow()
                : "https://bedrock-runtime." + region + ".amazonaws.com";
    }

    /** Where requests are posted. */
    public URI endpoint() {
        return protocol.endpoint(this);
    }

    /** What it is asked in over HTTP; empty where a module of its own asks it, as with Bedrock. */
    public Optional<ClientCodec> codec() {
        return protocol.codec(this);
    }

    private static void checkUrl(String url, Faults faults) {
        try {
            URI uri = new URI(url);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            faults.unless(
                            web && uri.getHost() != null,
                            "base_url",
                            "is an http or https address such as http://127.0.0.1:8080/v1, not '" + url + "'")
                    .unless(
                            uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null,
                            "base_url",
                            "holds no user, query or fragment; a key goes into an environment variable");
        } catch (URISyntaxException e) {
            faults.unless(false, "base_url", "is an address, not '" + url + "'");
        }
    }
}
