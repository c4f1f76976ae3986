"""Small random models: norms away from their neutral value, random biases, logits and attention scores of several units."""

import torch

NEAR_NEUTRAL = 0.3


def randomise(model, seed, *, gemma=False, head_spread=3.0, score_spread=1.1, branch=0.7):
    """Fills every parameter in place.

    A matrix is N(0, 1/in), so that a normed input gives outputs of unit size; q and k are larger by score_spread, so that
    attention is far from uniform; what writes into the residual stream is smaller by branch; the head (or the tied embedding) by head_spread. Norm weights are N(neutral, 0.3) with
    neutral 1, or 0 where the family multiplies by (1 + w); biases N(0, 0.5).
    """
    generator = torch.Generator().manual_seed(seed)
    tied = model.config.tie_word_embeddings
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float32)
            if "norm" in name:
                value = (0.0 if gemma else 1.0) + NEAR_NEUTRAL * noise
            elif name.endswith(".bias"):
                value = 0.5 * noise
            elif "embed_tokens" in name:
                # Gemma multiplies embeddings by sqrt(d) itself.
                small = tied or gemma
                value = noise * (head_spread / parameter.shape[1] ** 0.5 if small else 1.0)
            elif "lm_head" in name:
                value = noise * head_spread / parameter.shape[1] ** 0.5
            else:
                spread = score_spread if ("q_proj" in name or "k_proj" in name) else 1.0
                spread = branch if ("o_proj" in name or "down_proj" in name) else spread
                value = noise * spread / parameter.shape[1] ** 0.5
            parameter.copy_(value)
    return model.eval()


def randomise_adapter(model, seed, *, strength=0.25):
    """Fills every lora_A and lora_B (both away from zero); a DoRA magnitude keeps W's row norms times N(1, 0.1)."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_" not in name:
                continue
            noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float32)
            if "lora_magnitude_vector" in name:
                parameter.mul_(1 + 0.1 * noise)
            elif "lora_A" in name or "lora_embedding_A" in name:
                parameter.copy_(noise / parameter.shape[1] ** 0.5)
            else:
                parameter.copy_(noise * strength / parameter.shape[1] ** 0.5)
    return model.eval()


def sequences(vocabulary, lengths, seed):
    """Random ids, and labels with about half of the positions masked by -100 (the first target always, the last never)."""
    generator = torch.Generator().manual_seed(seed)
    made = []
    for length in lengths:
        ids = torch.randint(3, vocabulary, (length,), generator=generator)
        masked = torch.rand(length, generator=generator) < 0.5
        masked[1], masked[-1] = True, False
        made.append((ids, torch.where(masked, torch.full_like(ids, -100), ids)))
    return made
