"""Forward passes as the fixtures define them: one sequence at a time, without padding, labels shifted left."""

import torch
import torch.nn.functional as F


def targets_of(labels):
    """Row t's target: the label at t + 1, none (-100) for the last row."""
    return torch.cat([labels[1:], torch.tensor([-100])])


def logits_of(model, ids):
    """[rows, vocabulary]"""
    return model(input_ids=ids[None], use_cache=False).logits[0]


def token_losses(logits, labels):
    """[rows]: each row's cross entropy in float32, 0 where the row has no target."""
    return F.cross_entropy(logits.float(), targets_of(labels), ignore_index=-100, reduction="none")


def count(samples):
    return sum(int((targets_of(labels) != -100).sum()) for _, labels in samples)


def total_loss(model, samples):
    """The sum over every target token of all samples, divided by their number."""
    return sum(token_losses(logits_of(model, ids), labels).sum() for ids, labels in samples) / count(samples)


def all_logits(model, samples):
    with torch.no_grad():
        return [logits_of(model, ids) for ids, _ in samples]


def adapter_gradients(model, samples):
    """The loss, and its gradient by every trainable tensor under the name PEFT stores it by."""
    model.zero_grad(set_to_none=True)
    loss = total_loss(model, samples)
    loss.backward()
    gradients = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            gradients[stored_name(name)] = parameter.grad.detach().clone()
    model.zero_grad(set_to_none=True)
    return float(loss.detach()), gradients


def stored_name(name):
    """PEFT's file leaves out the adapter's own name, and a magnitude vector's `.weight`."""
    name = name.replace(".default", "")
    return name.removesuffix(".weight") if "lora_magnitude_vector" in name else name


def relative_l2(found, expected):
    return float((found.double() - expected.double()).norm() / expected.double().norm())


def cosine(left, right):
    left, right = left.double().flatten(), right.double().flatten()
    return float(left @ right / (left.norm() * right.norm()))
