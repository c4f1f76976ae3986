// The vendors' own Node clients against one server of ours; prints each question's outcome as a line of JSON. Run by vendors.py.
import { readFileSync } from "node:fs";
import OpenAI from "openai";
import Anthropic from "@anthropic-ai/sdk";

const [url, model] = process.argv.slice(2);
const version = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
const ask = [{ role: "user", content: "When does my card come?" }];
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

const openai = new OpenAI({ baseURL: url + "/v1", apiKey: "none", maxRetries: 0 });
const first = "Node openai " + version("openai");
await check(first, "chat: whole and streamed", async () => {
  const asked = { model, messages: ask, temperature: 0, max_tokens: 20 };
  const whole = await openai.chat.completions.create(asked);
  let text = "";
  for await (const chunk of await openai.chat.completions.create({ ...asked, stream: true }))
    text += chunk.choices[0]?.delta?.content ?? "";
  return same(text, whole.choices[0].message.content);
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
await check(second, "count_tokens", async () =>
  (await anthropic.messages.countTokens({ model, messages: ask })).input_tokens);
await check(second, "an unknown model is refused", () =>
  refused(() => anthropic.messages.create({ model: "other", messages: ask, max_tokens: 5 }), 404, "other"));
