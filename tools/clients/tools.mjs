// As tools.py, with openai's client for Node: required tools, the stream's own accumulation, results in the next turn.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';

const [baseURL, model, seeds] = process.argv.slice(2);
const tools = JSON.parse(readFileSync(0, 'utf8'));
const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0, timeout: 300_000 });
const plain = (message) => (message.tool_calls ?? []).map((call) => [call.function.name, call.function.arguments]);
let whole = 0;

for (let seed = 0; seed < Number(seeds); seed++) {
  const messages = [{ role: 'user', content: 'Call something.' }];
  const asked = {
    model, messages, tools, tool_choice: 'required', temperature: 2, seed: seed * 1_000_003, max_completion_tokens: 400,
  };
  const answer = (await client.chat.completions.create(asked)).choices[0];
  const streamed = (await client.chat.completions.stream(asked).finalChatCompletion().catch((error) => {
    // The client refuses to put together what the limit has cut.
    if (answer.finish_reason === 'length') return null;
    throw error;
  }))?.choices[0];
  if (!streamed || answer.finish_reason === 'length') continue;
  assert.equal(answer.finish_reason, 'tool_calls');
  assert.equal(streamed.finish_reason, 'tool_calls');
  assert.deepEqual(plain(streamed.message), plain(answer.message));
  for (const [, text] of plain(answer.message)) JSON.parse(text);
  const results = answer.message.tool_calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: 'done' }));
  const after = await client.chat.completions.create({
    model, tools, tool_choice: 'none', max_completion_tokens: 9, messages: [...messages, answer.message, ...results],
  });
  assert.equal(after.choices[0].message.tool_calls, undefined);
  whole++;
}
console.log(`Node: ${whole} answers whole, streams equal, results taken`);
