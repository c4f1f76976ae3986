package org.dasllm.wire.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.dasllm.wire.anthropic.MessagesServerCodec;
import org.dasllm.wire.bedrock.ConverseServerCodec;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.ollama.OllamaServerCodec;
import org.dasllm.wire.openai.CompletionsServerCodec;
import org.dasllm.wire.openai.EmbeddingsCodec;
import org.dasllm.wire.openai.OpenAiServerCodec;
import org.dasllm.wire.responses.ResponsesServerCodec;
import org.junit.jupiter.api.Test;

/**
 * Whatever a body holds, a codec reads it or refuses it: nothing else is thrown and nothing hangs. Some thousands in every build; more with
 * {@code -Ddasllm.fuzz=1000000}.
 */
final class FuzzedBodiesTest {
    private static final int BODIES = Integer.getInteger("dasllm.fuzz", 4000);
    private static final long LONGEST_NANOSECONDS = 10_000_000_000L;

    private static final List<Consumer<byte[]>> READERS = List.of(
            body -> new OpenAiServerCodec().request(body),
            body -> new ResponsesServerCodec().request(body),
            body -> new CompletionsServerCodec().request(body),
            EmbeddingsCodec::request,
            body -> MessagesServerCodec.answering(Optional.of("2023-06-01")).request(body),
            body -> MessagesServerCodec.counting(Optional.of("2026-10-21")).request(body),
            body -> new ConverseServerCodec("m", true).request(body),
            body -> new OllamaServerCodec().request(body));

    /** Bodies with as many of the protocols' names as there are, to begin from. */
    private static final List<String> SEEDS = List.of(
            "{'model':'m','messages':[{'role':'system','content':'s'},{'role':'user','content':[{'type':'text','text':'a'}]},"
                    + "{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                    + "{'role':'tool','tool_call_id':'c','content':'7'}],'tools':[{'type':'function','function':{'name':'f','parameters':{},'strict':true}}],"
                    + "'tool_choice':{'type':'function','function':{'name':'f'}},'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{}}},"
                    + "'temperature':0.5,'top_p':0.1,'seed':-7,'stop':['a'],'logit_bias':{'5':1.5},'logprobs':true,'top_logprobs':3,'n':2,"
                    + "'stream':true,'stream_options':{'include_usage':true},'max_tokens':9,'frequency_penalty':-2,'parallel_tool_calls':false}",
            "{'model':'m','input':[{'role':'user','content':[{'type':'input_text','text':'a'}]},{'type':'function_call','call_id':'c','name':'f',"
                    + "'arguments':'{}'},{'type':'function_call_output','call_id':'c','output':[{'type':'input_text','text':'7'}]},{'type':'reasoning',"
                    + "'summary':[{'text':'h'}]},{'type':'message','role':'assistant','content':[{'type':'output_text','text':'x'},{'type':'refusal','refusal':'n'}]}],"
                    + "'instructions':'i','text':{'format':{'type':'json_schema','name':'n','schema':{},'strict':true},'verbosity':'medium'},'tools':[{'type':'function',"
                    + "'name':'f','parameters':{},'strict':null}],'tool_choice':{'type':'function','name':'f'},'include':['message.output_text.logprobs'],'top_logprobs':2,"
                    + "'reasoning':{'effort':'none','summary':null},'metadata':{'a':'b'},'store':false,'truncation':'disabled','stream':true,'max_output_tokens':16}",
            "{'model':'m','prompt':['a',[1,2],'b'],'suffix':null,'max_tokens':0,'echo':true,'logprobs':5,'n':2,'best_of':2,'stop':'x','logit_bias':{'1':-100}}",
            "{'model':'m','input':[[1,2,3],'a'],'encoding_format':'base64','dimensions':16,'user':'u'}",
            "{'model':'m','max_tokens':9,'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral'}}],'messages':[{'role':'user','content':'a'},"
                    + "{'role':'assistant','content':[{'type':'thinking','thinking':'h','signature':'s'},{'type':'tool_use','id':'t','name':'f','input':{}}]},"
                    + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'text','text':'7'}],'is_error':true},{'type':'text','text':'b'}]}],"
                    + "'tools':[{'name':'f','input_schema':{},'strict':true,'type':'custom'}],'tool_choice':{'type':'tool','name':'f','disable_parallel_tool_use':true},"
                    + "'thinking':{'type':'disabled'},'output_config':{'effort':'low','format':{'type':'json_schema','schema':{}}},'stop_sequences':['x'],'top_k':3,'stream':true}",
            "{'system':[{'text':'s'},{'cachePoint':{'type':'default'}}],'messages':[{'role':'user','content':[{'text':'a'}]},{'role':'assistant','content':[{'toolUse':"
                    + "{'toolUseId':'t','name':'f','input':{}}},{'reasoningContent':{'reasoningText':{'text':'h'}}}]},{'role':'user','content':[{'toolResult':{'toolUseId':'t',"
                    + "'content':[{'json':{}},{'text':'7'}],'status':'error'}}]}],'inferenceConfig':{'maxTokens':9,'temperature':1,'topP':0.5,'stopSequences':['x']},"
                    + "'toolConfig':{'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':{}},'strict':true}}],'toolChoice':{'tool':{'name':'f'}}},"
                    + "'outputConfig':{'textFormat':{'type':'json_schema','structure':{'jsonSchema':{'schema':'{}','name':'n'}}}},'serviceTier':{'type':'default'}}",
            "{'model':'m','messages':[{'role':'system','content':'s'},{'role':'user','content':'a','images':['eA==']},{'role':'assistant','content':'',"
                    + "'thinking':'h','tool_calls':[{'id':'t','function':{'index':0,'name':'f','arguments':{}}}]},{'role':'tool','tool_name':'f','content':'7'}],"
                    + "'tools':[{'type':'function','function':{'name':'f','description':'d','parameters':{}}}],'format':{'type':'object'},'think':false,'stream':true,"
                    + "'keep_alive':'5m','logprobs':true,'top_logprobs':3,'options':{'temperature':0.5,'top_p':0.1,'top_k':5,'min_p':0.1,'seed':-7,'stop':['a'],"
                    + "'num_predict':9,'num_ctx':99,'repeat_penalty':1.1,'repeat_last_n':-1,'mirostat':0}}");

    /** The seed that is each reader's own. */
    private static final int[] OWN = {0, 1, 2, 3, 4, 4, 5, 6};

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e999",
            "99999999999999999999",
            "0.1",
            "\"\"",
            "\"x\"",
            "\"\\ud800\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"type\":\"x\"}",
            "[{}]",
            "\"tool\"",
            "[1]",
            "[\"a\",1]",
            "{\"a\":{\"b\":[{}]}}");

    @Test
    void everyBodyIsReadOrRefused() {
        List<String> wrong = new ArrayList<>();
        int[] read = new int[2];
        for (int seed = 0; seed < BODIES && wrong.size() < 5; seed++) {
            Random random = new Random(seed);
            int protocol = random.nextInt(READERS.size());
            byte[] body = body(random, random.nextInt(5) == 0 ? random.nextInt(SEEDS.size()) : OWN[protocol]);
            Consumer<byte[]> reader = READERS.get(protocol);
            long begun = System.nanoTime();
            try {
                reader.accept(body);
                read[0]++;
            } catch (RequestRefused refused) {
                read[1]++;
                if (refused.refusal().status() >= 500
                        || refused.refusal().message().isBlank()) {
                    wrong.add("seed " + seed + ": " + refused.refusal());
                }
            } catch (RuntimeException | Error fault) {
                wrong.add("seed " + seed + ": " + fault + " for " + new String(body, StandardCharsets.UTF_8));
            }
            if (System.nanoTime() - begun > LONGEST_NANOSECONDS) {
                wrong.add("seed " + seed + " took too long");
            }
        }
        assertThat(wrong).isEmpty();
        // Else the bodies are too good or too bad to find anything.
        assertThat(read[0]).as("bodies that were read").isGreaterThan(BODIES / 50);
        assertThat(read[1]).as("bodies that were refused").isGreaterThan(BODIES / 5);
        if (BODIES > 100_000) {
            System.out.println(read[0] + " bodies read, " + read[1] + " refused");
        }
    }

    private static byte[] body(Random random, int seed) {
        StringBuilder text = new StringBuilder(SEEDS.get(seed).replace('\'', '"'));
        int changes = random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            change(text, random);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(500) == 0 ? deep(random) : bytes;
    }

    private static void change(StringBuilder text, Random random) {
        if (text.isEmpty()) {
            return;
        }
        int at = random.nextInt(text.length());
        switch (random.nextInt(6)) {
            case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
            case 1 -> text.insert(at, (char) random.nextInt(0x3000));
            case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(60))));
            default -> replaceValue(text, at, VALUES.get(random.nextInt(VALUES.size())));
        }
    }

    /** Puts another value behind the next colon. */
    private static void replaceValue(StringBuilder text, int from, String value) {
        int colon = text.indexOf(":", from);
        if (colon < 0) {
            return;
        }
        int depth = 0;
        int end = colon + 1;
        boolean quoted = false;
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            quoted ^= c == '"';
            if (quoted) {
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : 0;
            if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
                break;
            }
            depth -= c == '}' || c == ']' ? 1 : 0;
        }
        text.replace(colon + 1, Math.min(end, text.length()), value);
    }

    private static byte[] deep(Random random) {
        int depth = 1 + random.nextInt(20_000);
        String open = random.nextBoolean() ? "[" : "{\"messages\":";
        return ("{\"model\":\"m\",\"input\":" + open.repeat(depth)).getBytes(StandardCharsets.UTF_8);
    }
}
