"""Probabilities of next tokens behind transformers' logits processors, one by one and together in vLLM's order: biases, repetition penalty,
temperature, min-p, top-k, top-p. The inputs are float32, so that the processors compute as they do behind a model.
"""

import torch
from transformers.generation.logits_process import (
    LogitsProcessorList,
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    SequenceBiasLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from reference_files import MODEL, fresh, prepare, write_json

VOCABULARY = 41

# temperature, top_k, top_p, min_p, repetition_penalty, biases
SETTINGS = [
    (1.0, 0, 1.0, 0.0, 1.0, {}),
    (0.6, 0, 1.0, 0.0, 1.0, {}),
    (1.7, 0, 1.0, 0.0, 1.0, {}),
    (1.0, 5, 1.0, 0.0, 1.0, {}),
    (1.0, 1, 1.0, 0.0, 1.0, {}),
    (1.0, 0, 0.8, 0.0, 1.0, {}),
    (1.0, 0, 0.05, 0.0, 1.0, {}),
    (1.0, 0, 1.0, 0.1, 1.0, {}),
    (2.0, 0, 1.0, 0.4, 1.0, {}),
    (1.0, 0, 1.0, 0.0, 1.3, {}),
    (1.0, 0, 1.0, 0.0, 0.7, {}),
    (1.0, 0, 1.0, 0.0, 1.0, {3: 4.5, 7: -100.0, 40: 1.25}),
    (0.8, 12, 0.9, 0.02, 1.1, {3: 2.0, 5: -1.5}),
    (1.3, 20, 0.7, 0.05, 1.2, {}),
    (0.9, 30, 0.95, 0.0, 1.0, {0: 100.0}),
]


def processors(temperature, top_k, top_p, min_p, repetition, biases):
    made = LogitsProcessorList()
    if biases:
        made.append(SequenceBiasLogitsProcessor({(token,): bias for token, bias in biases.items()}))
    if repetition != 1:
        made.append(RepetitionPenaltyLogitsProcessor(repetition))
    made.append(TemperatureLogitsWarper(temperature))
    if min_p:
        made.append(MinPLogitsWarper(min_p))
    if top_k:
        made.append(TopKLogitsWarper(top_k))
    if top_p < 1:
        made.append(TopPLogitsWarper(top_p))
    return made


def main():
    prepare()
    generator = torch.Generator().manual_seed(17)
    cases = []
    for setting in SETTINGS:
        temperature, top_k, top_p, min_p, repetition, biases = setting
        for _ in range(4):
            logits = 3 * torch.randn(1, VOCABULARY, generator=generator)
            tokens = torch.randint(0, VOCABULARY, (1, 9), generator=generator)
            changed = processors(*setting)(tokens, logits.clone())
            cases.append({
                "logits": [float(each) for each in logits[0]],
                "tokens": tokens[0].tolist(),
                "temperature": temperature,
                "top_k": top_k,
                "top_p": top_p,
                "min_p": min_p,
                "repetition_penalty": repetition,
                "biases": {str(token): bias for token, bias in biases.items()},
                "probabilities": [float(each) for each in torch.softmax(changed.double(), -1)[0]],
            })
    write_json(fresh(MODEL / "sampling") / "cases.json", cases, indent=None)


if __name__ == "__main__":
    main()
