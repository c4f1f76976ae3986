// The vendors' own Node clients against one server of ours; prints each question's outcome as a line of JSON. Run by vendors.py.
import { readFileSync } from "node:fs";
import OpenAI from "openai";
import Anthropic from "@anthropic-ai/sdk";

const [url, model] = process.argv.slice(2);
const version = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
const ask = [{ role: "user", content: "When does my card come?" }];
const tool = {
  name: "delay", description: "How many days something takes.",
  schema: { type: "object", properties: { days: { type: "integer" } }, required: ["days"], additionalProperties: false },
};
const essay = {
  type: "object", properties: { essay: { type: "string", minLength: 150 } }, required: ["essay"], additionalProperties: false,
}; // makes an answer last
const schema = { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"], additionalProperties: false };

function same(one, other) {
  if (one !== other) throw new Error(`${JSON.stringify(one)} is not ${JSON.stringify(other)}`);
  return one;
}

async function check(client, what, question) {
  let seen, ok = true;
  try {
    seen = await question();
  } catch (error) {
    [seen, ok] = [`${error.name}: ${error.message}`, false];
  }
  console.log(JSON.stringify({ client, what, ok, seen: String(seen) }));
}

async function refused(question, status, word) {
  try {
    await question();
  } catch (error) {
    same(error.status, status);
    if (!error.message.includes(word)) throw error;
    return error.message;
  }
  throw new Error("was not refused");
}

function right(calls) {
  if (!calls.length) throw new Error("no call");
  for (const call of calls) if (call.name !== "delay" || !Number.isInteger(call.input.days)) throw new Error(JSON.stringify(call));
  return calls;
}

async function active() {
  return (await (await fetch(url + "/health")).json()).active;
}

// A stream of two hundred tokens is left after its first piece; milliseconds until no slot is taken.
async function left(stream, isText, abort) {
  for await (const event of stream) if (isText(event)) break;
  if (!(await active())) throw new Error("the answer was over before the client left");
  abort();
  for (const begun = Date.now(); ;) {
    if (!(await active())) return `free after ${Date.now() - begun} ms`;
    if (Date.now() - begun > 30000) throw new Error("a slot is still taken");
    await new Promise((done) => setTimeout(done, 20));
  }
}

const openai = new OpenAI({ baseURL: url + "/v1", apiKey: "none", maxRetries: 0 });
const first = "Node openai " + version("openai");
await check(first, "chat: whole and streamed", async () => {
  const asked = { model, messages: ask, temperature: 0, max_tokens: 20 };
  const whole = await openai.chat.completions.create({ ...asked, logprobs: true, top_logprobs: 2 });
  let text = "", usage;
  const options = { stream: true, stream_options: { include_usage: true } };
  for await (const chunk of await openai.chat.completions.create({ ...asked, ...options })) {
    text += chunk.choices[0]?.delta?.content ?? "";
    usage = chunk.usage ?? usage;
  }
  same(usage.total_tokens, whole.usage.total_tokens);
  same(whole.choices[0].logprobs.content.length, whole.usage.completion_tokens);
  same(whole.choices[0].logprobs.content[0].top_logprobs.length, 2);
  return same(text, whole.choices[0].message.content);
});
const chatTools = [{ type: "function", function: { name: tool.name, description: tool.description, parameters: tool.schema } }];
const plain = (message) => message.tool_calls.map((call) => ({ name: call.function.name, input: JSON.parse(call.function.arguments) }));
await check(first, "tools: demanded, streamed, results of several calls", async () => {
  const asked = { model, messages: ask, temperature: 0, max_tokens: 60, tools: chatTools, tool_choice: "required" };
  const whole = (await openai.chat.completions.create({ ...asked, parallel_tool_calls: false })).choices[0];
  same(right(plain(whole.message)).length, 1);
  const streamed = await openai.chat.completions.stream({ ...asked, parallel_tool_calls: false }).finalChatCompletion();
  same(JSON.stringify(plain(streamed.choices[0].message)), JSON.stringify(plain(whole.message)));
  const calls = ["one", "two"].map((id, days) => ({ id, type: "function", function: { name: "delay", arguments: `{"days": ${days}}` } }));
  const results = calls.map((call) => ({ role: "tool", tool_call_id: call.id, content: "late" }));
  const after = await openai.chat.completions.create({
    ...asked, tool_choice: "none", max_tokens: 9, messages: [...ask, { role: "assistant", tool_calls: calls }, ...results] });
  same(after.choices[0].message.tool_calls, undefined);
  return JSON.stringify(plain(whole.message));
});
await check(first, "several tools at once, streamed alike", async () => {
  let most = 0;
  for (let seed = 1; seed <= 12 && most < 2; seed++) {
    const asked = { model, messages: ask, temperature: 2, seed, max_tokens: 300, tools: chatTools, tool_choice: "required" };
    const whole = (await openai.chat.completions.create(asked)).choices[0];
    if (whole.finish_reason !== "tool_calls") continue;
    const streamed = await openai.chat.completions.stream(asked).finalChatCompletion();
    same(JSON.stringify(plain(streamed.choices[0].message)), JSON.stringify(right(plain(whole.message))));
    most = Math.max(most, whole.message.tool_calls.length);
  }
  if (most < 2) throw new Error("never more than one call");
  return `${most} calls`;
});
await check(first, "leaves in the middle of a stream", async () => {
  const stream = await openai.responses.create({
    model, input: "x", max_output_tokens: 200, stream: true,
    text: { format: { type: "json_schema", name: "essay", schema: essay, strict: true } } });
  return left(stream, (event) => event.type === "response.output_text.delta", () => stream.controller.abort());
});
await check(first, "tools by Responses: whole and streamed", async () => {
  const asked = {
    model, input: "When does my card come?", temperature: 0, max_output_tokens: 60, parallel_tool_calls: false, tool_choice: "required",
    tools: [{ type: "function", name: tool.name, description: tool.description, parameters: tool.schema, strict: true }] };
  const whole = (await openai.responses.create(asked)).output.find((item) => item.type === "function_call");
  right([{ name: whole.name, input: JSON.parse(whole.arguments) }]);
  let pieces = "";
  for await (const event of await openai.responses.create({ ...asked, stream: true }))
    if (event.type === "response.function_call_arguments.delta") pieces += event.delta;
  return same(pieces, whole.arguments);
});
await check(first, "responses: whole and streamed", async () => {
  const asked = { model, input: "When does my card come?", temperature: 0, max_output_tokens: 20 };
  const whole = await openai.responses.create(asked);
  let text = "", number = 0;
  for await (const event of await openai.responses.create({ ...asked, stream: true })) {
    same(event.sequence_number, number++);
    if (event.type === "response.output_text.delta") text += event.delta;
  }
  return same(text, whole.output_text);
});
await check(first, "structured output", async () => {
  const answer = await openai.responses.create({
    model, input: "x", text: { format: { type: "json_schema", name: "n", schema, strict: true } } });
  return typeof JSON.parse(answer.output_text).ok;
});
await check(first, "embeddings", async () =>
  (await openai.embeddings.create({ model, input: ["card", "other"] })).data.length);
await check(first, "an unknown model is refused", () =>
  refused(() => openai.chat.completions.create({ model: "other", messages: ask }), 404, "other"));
await check(first, "what is stored is refused", () =>
  refused(() => openai.responses.create({ model, input: "x", store: true }), 400, "store"));

const anthropic = new Anthropic({ baseURL: url, apiKey: "none", maxRetries: 0 });
const second = "Node anthropic " + version("@anthropic-ai/sdk");
await check(second, "messages: whole and streamed", async () => {
  const asked = { model, messages: ask, temperature: 0, max_tokens: 20 };
  const whole = await anthropic.messages.create(asked);
  const final = await anthropic.messages.stream(asked).finalMessage();
  same(final.usage.output_tokens, whole.usage.output_tokens);
  return same(JSON.stringify(final.content.map((b) => b.text)), JSON.stringify(whole.content.map((b) => b.text)));
});
const anthropicTools = [{ name: tool.name, description: tool.description, input_schema: tool.schema }];
const used = (message) => message.content.filter((block) => block.type === "tool_use").map(({ name, input }) => ({ name, input }));
await check(second, "tools: demanded, streamed, results of several calls", async () => {
  const asked = {
    model, messages: ask, temperature: 0, max_tokens: 60, tools: anthropicTools,
    tool_choice: { type: "any", disable_parallel_tool_use: true } };
  const whole = await anthropic.messages.create(asked);
  same(right(used(whole)).length, 1);
  same(whole.stop_reason, "tool_use");
  const final = await anthropic.messages.stream(asked).finalMessage();
  same(JSON.stringify(used(final)), JSON.stringify(used(whole)));
  const calls = ["one", "two"].map((id, days) => ({ type: "tool_use", id, name: "delay", input: { days } }));
  const results = calls.map((call) => ({ type: "tool_result", tool_use_id: call.id, content: "late" }));
  const after = await anthropic.messages.create({
    model, max_tokens: 9, tools: anthropicTools, tool_choice: { type: "none" },
    messages: [...ask, { role: "assistant", content: calls }, { role: "user", content: results }] });
  same(used(after).length, 0);
  return JSON.stringify(used(whole));
});
await check(second, "structured output", async () => {
  const answer = await anthropic.messages.create({
    model, messages: ask, max_tokens: 60, output_config: { format: { type: "json_schema", schema } } });
  return typeof JSON.parse(answer.content[0].text).ok;
});
await check(second, "leaves in the middle of a stream", async () => {
  const stream = await anthropic.messages.create({
    model, messages: ask, max_tokens: 200, stream: true, output_config: { format: { type: "json_schema", schema: essay } } });
  return left(stream, (event) => event.type === "content_block_delta", () => stream.controller.abort());
});
await check(second, "count_tokens", async () =>
  (await anthropic.messages.countTokens({ model, messages: ask })).input_tokens);
await check(second, "an unknown model is refused", () =>
  refused(() => anthropic.messages.create({ model: "other", messages: ask, max_tokens: 5 }), 404, "other"));
