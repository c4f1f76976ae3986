// As client.py, with openai's client for Node.
import OpenAI from 'openai';

const [baseURL, mode, prompt, tokens] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0, timeout: 300_000 });
const asked = {
  model: 'dasllm', temperature: 0, max_tokens: Number(tokens), messages: [{ role: 'user', content: prompt }],
};
const streamed = { ...asked, stream: true, stream_options: { include_usage: true } };
const seen = { text: '', finish: null, role: null, total: null, error: null };

function whole(answer) {
  seen.text = answer.choices[0].message.content;
  seen.finish = answer.choices[0].finish_reason;
  seen.role = answer.choices[0].message.role;
  seen.total = answer.usage?.total_tokens ?? null;
}

try {
  if (mode === 'whole') {
    whole(await client.chat.completions.create(asked));
  } else if (mode === 'helper') {
    const completions = client.chat.completions.stream ? client.chat.completions : client.beta?.chat?.completions;
    if (!completions) throw new Error('has no helper');
    whole(await completions.stream(streamed).finalChatCompletion());
  } else {
    let pieces = 0;
    for await (const chunk of await client.chat.completions.create(streamed)) {
      for (const choice of chunk.choices) {
        seen.text += choice.delta.content ?? '';
        seen.role ??= choice.delta.role ?? null;
        seen.finish = choice.finish_reason ?? seen.finish;
        pieces += choice.delta.content ? 1 : 0;
      }
      seen.total = chunk.usage?.total_tokens ?? seen.total;
      if (mode === 'leave' && pieces >= 3) break;
    }
  }
} catch (error) {
  seen.error = `${error.constructor.name}: ${error.message}`;
}
console.log(JSON.stringify(seen));
