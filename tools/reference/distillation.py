"""Distillation losses and their gradients by the student's logits.

Dense: TRL's generalized_jsd_loss itself. From a teacher's top-k log-probabilities: two definitions, written out below.

Let s and t be log-probabilities over the same buckets at temperature 1. `tempered(x, T)` is log_softmax(x / T) over the
buckets. With M = (1 - beta) S + beta T of the tempered distributions, the loss of a row is
    beta = 0: KL(T || S)      beta = 1: KL(S || T)      else: beta KL(T || M) + (1 - beta) KL(S || M)
and the loss is the sum over rows with a target, divided by their number. TRL has no factor T^2, and neither have these.

`tail`: the buckets are the k recorded tokens and one for everything else: the teacher's is log(1 - sum of its recorded
probabilities), the student's the logsumexp of its other log-probabilities. With k = vocabulary there is no tail bucket, and
the loss is the dense one.
`renormalised`: the buckets are the k recorded tokens alone, both sides renormalised over them.
"""

import os

import torch
import torch.nn.functional as F

os.environ["TRL_EXPERIMENTAL_SILENCE"] = "1"

from trl.experimental.gkd import GKDTrainer  # noqa: E402

from reference_files import TRAINER, fresh, prepare, write_json, write_tensors, write_versions  # noqa: E402

ROWS, VOCABULARY = 14, 37
BETAS = (0, 0.3, 0.5, 1)
TEMPERATURES = (1.0, 2.0)


def made(spread, seed):
    """Logits of student and teacher which agree in part, and a mask which leaves out five rows."""
    generator = torch.Generator().manual_seed(seed)
    teacher = spread * torch.randn(ROWS, VOCABULARY, generator=generator)
    student = 0.6 * teacher + 0.7 * spread * torch.randn(ROWS, VOCABULARY, generator=generator)
    labels = torch.randint(0, VOCABULARY, (ROWS,), generator=generator)
    labels[[0, 3, 4, 9, 13]] = -100
    return student, teacher, labels


def dense(student, teacher, labels, kind, beta, temperature, items):
    student = student.clone().to(kind).requires_grad_()
    loss = GKDTrainer.generalized_jsd_loss(
        student[None], teacher.to(kind)[None], labels=labels[None], beta=beta, temperature=temperature,
        num_items_in_batch=items)
    loss.backward()
    return float(loss.detach()), student.grad


def divergence(student, teacher, beta):
    """[rows] from log-probabilities over the same buckets."""
    def kl(left, right):
        return (left.exp() * (left - right)).sum(-1)
    if beta == 0:
        return kl(teacher, student)
    if beta == 1:
        return kl(student, teacher)
    beta = torch.tensor(beta, dtype=student.dtype)
    mixture = torch.logaddexp(student + torch.log1p(-beta), teacher + torch.log(beta))
    return beta * kl(teacher, mixture) + (1 - beta) * kl(student, mixture)


def top_k(student, ids, recorded, labels, beta, temperature, tail):
    """In float64 throughout; recorded are the teacher's float32 log-probabilities."""
    logits = student.clone().double().requires_grad_()
    probabilities = F.log_softmax(logits, dim=-1)
    left, right = probabilities.gather(-1, ids), recorded.double()
    if tail and ids.shape[1] < VOCABULARY:
        others = torch.ones_like(probabilities, dtype=torch.bool).scatter(-1, ids, False)
        rest = torch.logsumexp(probabilities.masked_fill(~others, float("-inf")), dim=-1, keepdim=True)
        left = torch.cat([left, rest], dim=-1)
        right = torch.cat([right, torch.log1p(-right.exp().sum(-1, keepdim=True))], dim=-1)
    left = F.log_softmax(left / temperature, dim=-1)
    right = F.log_softmax(right / temperature, dim=-1)
    kept = labels != -100
    loss = divergence(left, right, beta)[kept].sum() / kept.sum()
    loss.backward()
    return float(loss.detach()), logits.grad


def main():
    prepare()
    write_versions(TRAINER)
    folder = fresh(TRAINER / "distillation")
    tensors, dense_cases, top_cases, inputs = {}, [], [], {}
    for name, spread, seed in (("usual", 2.0, 5), ("extreme", 15.0, 6)):
        student, teacher, labels = made(spread, seed)
        tensors[f"{name}.student_logits"], tensors[f"{name}.teacher_logits"] = student, teacher
        inputs[name] = {"labels": labels.tolist(), "rows": int((labels != -100).sum())}
        for beta in BETAS:
            for temperature in TEMPERATURES:
                for items in (None, 50) if (name, beta) == ("usual", 0.5) else (None,):
                    label = f"{name}.dense.{len(dense_cases)}"
                    loss32, gradient32 = dense(student, teacher, labels, torch.float32, beta, temperature, items)
                    loss64, gradient64 = dense(student, teacher, labels, torch.float64, beta, temperature, items)
                    tensors[f"{label}.gradient"] = gradient64.float()
                    dense_cases.append({
                        "inputs": name, "beta": beta, "temperature": temperature, "divisor": items or inputs[name]["rows"],
                        "loss": loss64, "loss_in_float32": loss32, "gradient": f"{label}.gradient",
                        "gradient_float32_to_float64": float((gradient32.double() - gradient64).norm() / gradient64.norm())})
        if name == "extreme":
            continue
        probabilities = F.log_softmax(teacher, dim=-1)
        for k in (1, 4, 10, VOCABULARY):
            recorded, ids = probabilities.topk(k, dim=-1)
            tensors[f"{name}.top{k}.ids"], tensors[f"{name}.top{k}.log_probabilities"] = ids.int(), recorded
            for tail in (True, False):
                if not tail and k == 1:
                    continue
                for beta in BETAS:
                    for temperature in TEMPERATURES:
                        label = f"{name}.top.{len(top_cases)}"
                        loss, gradient = top_k(student, ids, recorded, labels, beta, temperature, tail)
                        tensors[f"{label}.gradient"] = gradient.float()
                        top_cases.append({
                            "inputs": name, "k": k, "tail": tail, "beta": beta, "temperature": temperature, "loss": loss,
                            "gradient": f"{label}.gradient"})
                        if k == VOCABULARY:
                            same = next(case["loss"] for case in dense_cases if case["inputs"] == name
                                        and case["beta"] == beta and case["temperature"] == temperature)
                            assert abs(loss - same) < 1e-6, (loss, same)
    write_tensors(folder / "distillation.safetensors", tensors)
    write_json(folder / "distillation.json", {"inputs": inputs, "dense": dense_cases, "top_k": top_cases})
    print(len(dense_cases), len(top_cases), max(case["gradient_float32_to_float64"] for case in dense_cases),
          max(abs(case["loss"] - case["loss_in_float32"]) for case in dense_cases))
    for case in dense_cases:
        print(case)


if __name__ == "__main__":
    main()
