package org.dasllm.harvest.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/** What a teacher's protocol has no words for, or needs said: refused before anything is sent. The components are a teacher's keys. */
record ProtocolRules(
        TeacherProtocol protocol,
        @Nullable String baseUrl,
        String model,
        @Nullable String apiKeyEnvironmentVariable,
        @Nullable Path apiKeyFile,
        @Nullable Path bearerTokenFile,
        @Nullable String apiVersion,
        @Nullable String region,
        String maxTokensField,
        double temperature,
        @Nullable Long seed,
        int topLogprobs) {

    void check(Faults faults) {
        can(faults);
        address(faults);
        keys(faults);
    }

    private void can(Faults faults) {
        int most = protocol.mostLogprobs();
        faults.unless(
                        topLogprobs == 0 || most > 0,
                        "top_logprobs",
                        "cannot be had of '" + model + "': " + protocol.words()
                                + " has no log-probabilities; set it to 0 or ask another teacher")
                .unless(
                        topLogprobs >= 0 && (most == 0 || topLogprobs <= most),
                        "top_logprobs",
                        "is from 0 to " + most + " with " + protocol.words() + ", not " + topLogprobs)
                .unless(
                        seed == null || protocol.takesSeed(),
                        "seed",
                        "cannot be given to '" + model + "': " + protocol.words()
                                + " takes none; leave it out or ask another teacher")
                .unless(
                        temperature <= protocol.highestTemperature() || temperature > 2,
                        "temperature",
                        "is at most " + (int) protocol.highestTemperature() + " with " + protocol.words() + ", not "
                                + temperature)
                .unless(
                        protocol.chatCompletions() || maxTokensField.equals("max_tokens"),
                        "max_tokens_field",
                        "is of chat completions; " + protocol.words() + " has one name for the limit: leave it out");
    }

    private void address(Faults faults) {
        boolean bedrock = protocol == TeacherProtocol.BEDROCK;
        boolean azure = protocol == TeacherProtocol.AZURE;
        faults.unless(
                        baseUrl != null || protocol.publicAddress().isPresent() || bedrock,
                        "base_url",
                        "is missing: " + protocol.words()
                                + " has an address for each customer, such as https://NAME.openai.azure.com")
                .unless(region == null || bedrock, "region", "is for protocol bedrock, and this one is " + name())
                .unless(
                        region == null || region.matches("[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}"),
                        "region",
                        "is the name of an AWS region such as eu-central-1, not '" + region + "'")
                .unless(
                        region != null || baseUrl != null || !bedrock,
                        "region",
                        "is missing: " + protocol.words() + " is asked in one of AWS's regions, such as eu-central-1")
                .unless(apiVersion == null || azure, "api_version", "is for protocol azure, and this one is " + name())
                .unless(
                        apiVersion == null || apiVersion.matches("[0-9A-Za-z.-]+"),
                        "api_version",
                        "is a version such as 2024-10-21, not '" + apiVersion + "'");
    }

    private void keys(Faults faults) {
        boolean bedrock = protocol == TeacherProtocol.BEDROCK;
        long sources = Stream.of(apiKeyEnvironmentVariable, apiKeyFile, bearerTokenFile)
                .filter(Objects::nonNull)
                .count();
        faults.unless(
                        sources <= 1,
                        "of api_key_environment_variable, api_key_file and bearer_token_file only one can be the key")
                .unless(
                        bearerTokenFile == null || protocol == TeacherProtocol.AZURE,
                        "bearer_token_file",
                        "is for protocol azure, and this one is " + name() + "; write api_key_file")
                .unless(
                        sources == 0 || !bedrock,
                        "protocol bedrock takes its key by AWS's own ways, such as AWS_PROFILE or AWS_BEARER_TOKEN_BEDROCK;"
                                + " leave the keys for a key out");
    }

    private String name() {
        return protocol.name().toLowerCase(Locale.ROOT);
    }
}
