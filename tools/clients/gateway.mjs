// The vendors' own Node clients ask at one address; prints what each made of every answer as one object of JSON. Run by gateway.py.
import OpenAI from "openai";
import Anthropic from "@anthropic-ai/sdk";

const [base, apiKey] = process.argv.slice(2);
const content = "When does my card come? Grüße";
const parameters = { type: "object", properties: { days: { type: "integer" } }, required: ["days"], additionalProperties: false };
const openai = new OpenAI({ baseURL: base + "/v1", apiKey, maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: base, apiKey, maxRetries: 0 });

const chat = { model: "m", messages: [{ role: "system", content: "Be brief." }, { role: "user", content }] };
const chatTool = { tools: [{ type: "function", function: { name: "delay", parameters } }], tool_choice: "required" };
const messages = { model: "m", max_tokens: 200, messages: [{ role: "user", content }] };
const messagesTool = { tools: [{ name: "delay", input_schema: parameters }], tool_choice: { type: "any" } };

async function all(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

async function streamedMessages(more) {
  const stream = anthropic.messages.stream({ ...messages, ...more });
  const events = (await all(stream)).map((event) => event.type);
  return [events, await stream.finalMessage()];
}

const questions = {
  "chat": () => openai.chat.completions.create(chat),
  "chat, streamed": async () => all(await openai.chat.completions.create({ ...chat, stream: true })),
  "chat, streamed with usage": async () =>
    all(await openai.chat.completions.create({ ...chat, stream: true, stream_options: { include_usage: true } })),
  "chat, tool": () => openai.chat.completions.create({ ...chat, ...chatTool }),
  "chat, tool, streamed": () => openai.chat.completions.stream({ ...chat, ...chatTool }).finalChatCompletion(),
  "chat, left early": async () => {
    const stream = await openai.chat.completions.create({ ...chat, stream: true });
    for await (const piece of stream) {
      stream.controller.abort();
      return piece;
    }
  },
  "responses": () => openai.responses.create({ model: "m", input: content }),
  "responses, streamed": async () => all(await openai.responses.create({ model: "m", input: content, stream: true })),
  "messages": () => anthropic.messages.create({ ...messages, system: "Be brief." }),
  "messages, streamed": () => streamedMessages({}),
  "messages, tool": () => anthropic.messages.create({ ...messages, ...messagesTool }),
  "messages, tool, streamed": () => streamedMessages(messagesTool),
  "no such address": () => openai.models.retrieve("nothing"),
};

const outcomes = {};
for (const [name, ask] of Object.entries(questions)) {
  try {
    outcomes[name] = JSON.stringify(await ask());
  } catch (error) {
    outcomes[name] = `${error.constructor.name} ${error.status ?? ""}`;
  }
}
console.log(JSON.stringify(outcomes));
