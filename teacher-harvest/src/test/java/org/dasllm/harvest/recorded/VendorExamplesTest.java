package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own data in exactly the shapes of vendors' documented examples and of public files; each test names the one it follows. */
class VendorExamplesTest {
    @TempDir
    Path dir;

    /**
     * A completion as OpenAI's description of its API (openapi.yaml, "List Chat Completions") has it, and its messages as "Get chat
     * messages" has them: they are fetched apart from it, and stand in the row as they came.
     */
    @Test
    void storedCompletionsJoinedWithTheirMessages() {
        String completion = "{\"object\":\"chat.completion\",\"id\":\"chatcmpl-1\",\"model\":\"gpt-5.4\","
                + "\"created\":1738960610,\"request_id\":\"req_1\",\"tool_choice\":null,\"usage\":{\"total_tokens\":31,"
                + "\"completion_tokens\":18,\"prompt_tokens\":13},\"seed\":4944116822809979520,\"top_p\":1.0,"
                + "\"temperature\":1.0,\"presence_penalty\":0.0,\"frequency_penalty\":0.0,\"system_fingerprint\":\"fp_1\","
                + "\"input_user\":null,\"service_tier\":\"default\",\"tools\":null,\"metadata\":{\"shop\":\"north\"},"
                + "\"choices\":[{\"index\":0,\"message\":{\"content\":\"delivery\",\"role\":\"assistant\","
                + "\"tool_calls\":null,\"function_call\":null},\"finish_reason\":\"stop\",\"logprobs\":null}],"
                + "\"response_format\":null";
        String messages = ",\"messages\":{\"object\":\"list\",\"data\":[{\"id\":\"chatcmpl-1-0\",\"role\":\"system\","
                + "\"content\":\"Name the topic.\",\"name\":null,\"content_parts\":null},{\"id\":\"chatcmpl-1-1\","
                + "\"role\":\"user\",\"content\":null,\"name\":null,\"content_parts\":[{\"type\":\"text\",\"text\":"
                + "\"Where is \"},{\"type\":\"text\",\"text\":\"my parcel?\"}]}],\"first_id\":\"chatcmpl-1-0\","
                + "\"last_id\":\"chatcmpl-1-1\",\"has_more\":false}";
        Sample sample = Recorded.of(dir, "joined.jsonl", completion + messages + "}\n")
                .group("metadata.shop")
                .samples()
                .get(0);
        assertThat(sample.prompt())
                .containsExactly(Message.system("Name the topic."), Message.user("Where is my parcel?"));
        assertThat(sample.completion()).isEqualTo("delivery");
        assertThat(sample.group()).isEqualTo("north");

        // The list as the API answers it, over several lines: its completions are the rows, and they have no prompts.
        String page = "{\n  \"object\": \"list\",\n  \"data\": [\n    " + completion + "}\n  ],\n"
                + "  \"first_id\": \"chatcmpl-1\",\n  \"last_id\": \"chatcmpl-1\",\n  \"has_more\": false\n}\n";
        Recorded.of(dir, "page.json", page)
                .refusal()
                .isEqualTo(dir.resolve("page.json") + ", row 1: it is a completion without its messages. Put them"
                        + " into the row as messages; of a stored one they are at /v1/chat/completions/{id}/messages.");
        String pictured = messages.replace(
                "{\"type\":\"text\",\"text\":\"my parcel?\"}",
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/a.png\"}}");
        Recorded.of(dir, "pictured.jsonl", completion + pictured + "}\n")
                .refusal()
                .contains("turn 2 of 'messages': content_parts, part 2 is a part of type 'image_url'");
    }

    /**
     * Requests as "Create a Message Batch" has them ({@code custom_id}, {@code params}) joined with lines as "Retrieve Message Batch
     * results" has them (platform.claude.com, API reference).
     */
    @Test
    void requestsOfAnthropicsBatchesWithTheirResults() {
        String request =
                "{\"custom_id\":\"NAME\",\"params\":{\"model\":\"claude-opus-4-6\",\"max_tokens\":1024,\"messages\":"
                        + "[{\"role\":\"user\",\"content\":\"Is NAME open?\"}]},\"result\":";
        String rows = request.replace("NAME", "one")
                + "{\"type\":\"succeeded\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"model\":\"claude-opus-4-6\",\"content\":[{\"type\":\"text\",\"text\":\"Until six.\"}],"
                + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":11,\"output_tokens\":36}}}}\n"
                + request.replace("NAME", "two")
                + "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                + "\"message\":\"no\"}}}}\n"
                + request.replace("NAME", "three") + "{\"type\":\"expired\"}}\n";
        Recorded.Read read = Recorded.of(dir, "batch.jsonl", rows).read();
        assertThat(read.samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.prompt()).containsExactly(Message.user("Is one open?")))
                .extracting(Sample::completion)
                .isEqualTo("Until six.");
        assertThat(read.dropped())
                .isEqualTo(Map.of(
                        "the label is missing: the request's result is 'errored'",
                        1,
                        "the label is missing: the request's result is 'expired'",
                        1));
        Recorded.of(dir, "results.jsonl", "{\"custom_id\":\"one\",\"result\":{\"type\":\"expired\"}}\n")
                .refusal()
                .contains("row 1: it has a response without its request. Join the file with that of the requests, by"
                        + " custom_id");
    }

    /** A column that is only called result is none of a batch. */
    @Test
    void anotherColumnOfTheNameResultIsLeftAlone() {
        String row = "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}],"
                + "\"result\":\"ok\"}\n";
        assertThat(Recorded.of(dir, "t.jsonl", row).labels()).containsExactly("a");
    }

    /** Request and line of output as OpenAI's guide of its Batch API has them, joined by {@code custom_id}. */
    @Test
    void requestsOfOpenAisBatchesWithTheirResults() {
        String rows =
                "{\"custom_id\":\"request-1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":"
                        + "\"gpt-5.4\",\"messages\":[{\"role\":\"system\",\"content\":\"Name the topic.\"},{\"role\":\"user\","
                        + "\"content\":\"Too late\"}],\"max_tokens\":1000},\"id\":\"batch_req_1\",\"response\":{\"status_code\":200,"
                        + "\"request_id\":\"r1\",\"body\":{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1711475054,"
                        + "\"model\":\"gpt-5.4\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                        + "\"delivery\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":22,\"completion_tokens\":2,\"total_tokens\":24},\"system_fingerprint\":null}},"
                        + "\"error\":null}\n";
        assertThat(Recorded.of(dir, "batch.jsonl", rows).labels()).containsExactly("delivery");
    }

    /** As github.com/openai/openai-cookbook, examples/data/toy_chat_fine_tuning.jsonl: turns of both, and a row in which nobody asks. */
    @Test
    void theCookbooksFileForFineTuning() {
        String rows = """
                {"messages": [{"role": "system", "content": "Be glad."}, {"role": "user", "content": "It rains."}, {"role": "assistant", "content": "Good for the garden!"}, {"role": "user", "content": "And it hails."}, {"role": "assistant", "content": "How rare!"}]}
                {"messages": [{"role": "user", "content": "I am late."}, {"role": "assistant", "content": "So you had more sleep."}]}
                {"messages": [{"role": "system", "content": "Be glad."}, {"role": "assistant", "content": "Good morning!"}]}
                """;
        Recorded.Read read = Recorded.of(dir, "toy.jsonl", rows).read();
        assertThat(read.samples())
                .extracting(Sample::completion)
                .containsExactly("How rare!", "So you had more sleep.");
        assertThat(read.samples().get(0).prompt()).hasSize(4);
        assertThat(read.dropped())
                .isEqualTo(Map.of("the conversation has no message of the user before the answer", 1));
    }

    /**
     * As Vertex AI's guide "Tune function calling" has its example: a system instruction with a role, types in capitals with an
     * enumeration, two declarations, and a call as the last turn.
     */
    @Test
    void geminisTuningOfFunctionCalls() {
        String row =
                "{\"system_instruction\":{\"role\":\"system\",\"parts\":[{\"text\":\"You find books.\"}]},\"contents\":"
                        + "[{\"role\":\"user\",\"parts\":[{\"text\":\"Is Emma in stock in Ulm?\"}]},{\"role\":\"model\",\"parts\":"
                        + "[{\"functionCall\":{\"name\":\"get_stock\",\"args\":{\"title\":\"Emma\"}}}]}],\"tools\":"
                        + "[{\"functionDeclarations\":[{\"name\":\"get_stock\",\"description\":\"Copies of a book\",\"parameters\":"
                        + "{\"type\":\"OBJECT\",\"properties\":{\"title\":{\"type\":\"STRING\",\"description\":\"The book\",\"enum\":"
                        + "[\"Emma\",\"Ulysses\"]}}}},{\"name\":\"get_shop\",\"description\":\"The nearest shop\",\"parameters\":"
                        + "{\"type\":\"OBJECT\",\"properties\":{\"location\":{\"type\":\"STRING\",\"description\":\"A town\"}}}}]}]}\n";
        Sample sample = Recorded.of(dir, "tuning.jsonl", row).samples().get(0);
        assertThat(sample.prompt())
                .containsExactly(Message.system("You find books."), Message.user("Is Emma in stock in Ulm?"));
        assertThat(sample.completion())
                .isEqualTo("{\"tool_calls\":[{\"name\":\"get_stock\",\"arguments\":{\"title\":\"Emma\"}}]}");
        assertThat(sample.tools()).contains("\"enum\":[\"Emma\",\"Ulysses\"]", "\"type\":\"object\"", "get_shop");
    }

    /** As github.com/lm-sys/FastChat, data/dummy_conversation_with_system.json: an array with names, and the system's text in some rows. */
    @Test
    void fastChatsConversations() {
        String file = """
                [
                  {
                    "id": "identity_0",
                    "system": "You are Mia.",
                    "conversations": [
                      {
                        "from": "human",
                        "value": "Who are you?"
                      },
                      {
                        "from": "gpt",
                        "value": "Mia."
                      },
                      {
                        "from": "human",
                        "value": "Good day!"
                      },
                      {
                        "from": "gpt",
                        "value": "And to you!"
                      }
                    ]
                  },
                  {
                    "id": "identity_1",
                    "conversations": [
                      {
                        "from": "human",
                        "value": "Hello"
                      },
                      {
                        "from": "gpt",
                        "value": "Hi"
                      }
                    ]
                  }
                ]
                """;
        List<Sample> samples = Recorded.of(dir, "dummy.json", file).samples();
        assertThat(samples).extracting(Sample::completion).containsExactly("And to you!", "Hi");
        assertThat(samples.get(0).prompt())
                .containsExactly(
                        Message.system("You are Mia."),
                        Message.user("Who are you?"),
                        Message.assistant("Mia."),
                        Message.user("Good day!"));
        assertThat(samples.get(1).prompt()).containsExactly(Message.user("Hello"));
    }

    /**
     * As github.com/hiyouga/LLaMA-Factory, data/README.md: an answer may be marked as bad by {@code kto_tag}, and a row may have pictures.
     * Neither may be learnt as if it were an answer to a text.
     */
    @Test
    void whatLlamaFactorysColumnsSayBesideTheTurns() {
        Recorded.Read alpaca = Recorded.of(dir, "kto.json", """
                        [
                          {"instruction": "Name a colour.", "input": "", "output": "Green", "kto_tag": true},
                          {"instruction": "Name a colour.", "input": "", "output": "Seven", "kto_tag": false},
                          {"instruction": "What is this?", "input": "", "output": "A cat", "images": ["cat.jpg"]}
                        ]
                        """).read();
        assertThat(alpaca.samples()).extracting(Sample::completion).containsExactly("Green");
        assertThat(alpaca.dropped())
                .isEqualTo(Map.of(
                        "its answer is marked as bad: kto_tag is false",
                        1,
                        "it has images, and a sample holds texts",
                        1));
        Recorded.Read chat =
                Recorded.of(dir, "kto.jsonl", """
                        {"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"label":true,"kto_tag":true}
                        """).label("messages").read();
        assertThat(chat.samples()).extracting(Sample::completion).containsExactly("a");
    }

    /** As github.com/tatsu-lab/stanford_alpaca, alpaca_data.json: an array over many lines, with an empty input in most rows. */
    @Test
    void stanfordsAlpaca() {
        List<Sample> samples = Recorded.of(dir, "alpaca_data.json", """
                        [
                            {
                                "instruction": "Give two reasons to walk.",
                                "input": "",
                                "output": "1. Air.\\n2. Time."
                            },
                            {
                                "instruction": "Sort these words.",
                                "input": "pear, apple",
                                "output": "apple, pear"
                            }
                        ]
                        """).samples();
        assertThat(samples)
                .extracting(sample -> sample.prompt().get(0).content())
                .containsExactly("Give two reasons to walk.", "Sort these words.\npear, apple");
        assertThat(samples).extracting(Sample::completion).containsExactly("1. Air.\n2. Time.", "apple, pear");
    }
}
