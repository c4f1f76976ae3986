"""Learning rates as transformers' get_scheduler gives them, and AdamW with clip_grad_norm_ under fixed gradients."""

import torch
from transformers import get_scheduler

from reference_files import TRAINER, fresh, prepare, write_json, write_tensors, write_versions

RATE = 3e-4


def rates(name, steps, warmup, **more):
    """rates[s] is what update s (from 0) uses; one more for the state after the last update."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler = get_scheduler(name, optimiser, num_warmup_steps=warmup, num_training_steps=steps,
                              scheduler_specific_kwargs=more or None)
    found = []
    for _ in range(steps + 1):
        found.append(scheduler.get_last_lr()[0])
        optimiser.step()
        scheduler.step()
    return {"scheduler": name, "steps": steps, "warmup": warmup, "rate": RATE, "options": more, "rates": found}


def schedules():
    made = []
    for steps, warmup in ((100, 0), (100, 10), (57, 1), (12, 12), (10, 3), (1, 0)):
        for name in ("linear", "cosine", "constant", "constant_with_warmup"):
            if name == "constant" and warmup:
                continue
            made.append(rates(name, steps, warmup))
        made.append(rates("cosine_with_min_lr", steps, warmup, min_lr=3e-5))
        made.append(rates("cosine_with_min_lr", steps, warmup, min_lr_rate=0.25))
        if warmup < steps:  # transformers divides by zero otherwise
            made.append(rates("polynomial", steps, warmup, lr_end=3e-5, power=1.0))
    folder = fresh(TRAINER / "schedules")
    write_json(folder / "schedules.json", made, indent=None)
    print("schedules", len(made))


SHAPES = {"embedding.weight": (7, 5), "attention.lora_A": (3, 11), "attention.lora_B": (6, 3), "norm.weight": (5,)}
STEPS = 10
MAX_NORM = 1.0


def adamw(kind):
    """Gradients of very different sizes: some steps are clipped, some are not."""
    generator = torch.Generator().manual_seed(77)
    parameters = {name: torch.randn(shape, generator=generator).to(kind) for name, shape in SHAPES.items()}
    scales = [3.0, 0.05, 1.0, 0.01, 20.0, 0.1, 0.3, 1e-4, 2.0, 0.02]
    gradients = [
        {name: (scale * torch.randn(shape, generator=generator)).to(kind) for name, shape in SHAPES.items()}
        for scale in scales]
    step_rates = rates("cosine", STEPS, 2)["rates"][:STEPS]
    step_rates = [100 * rate for rate in step_rates]
    tensors, norms = {}, []
    live = {name: torch.nn.Parameter(value.clone()) for name, value in parameters.items()}
    optimiser = torch.optim.AdamW(live.values(), lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1, foreach=False)
    for name, value in parameters.items():
        tensors[f"start.{name}"] = value
    for step in range(STEPS):
        for name, parameter in live.items():
            tensors[f"gradient.{step}.{name}"] = gradients[step][name]
            parameter.grad = gradients[step][name].clone()
        norms.append(float(torch.nn.utils.clip_grad_norm_(live.values(), MAX_NORM, foreach=False)))
        optimiser.param_groups[0]["lr"] = step_rates[step]
        optimiser.step()
        for name, parameter in live.items():
            tensors[f"after.{step}.{name}"] = parameter.detach().clone()
    for name, parameter in live.items():
        tensors[f"first_moment.{name}"] = optimiser.state[parameter]["exp_avg"]
        tensors[f"second_moment.{name}"] = optimiser.state[parameter]["exp_avg_sq"]
    return tensors, {
        "rates": step_rates, "norms": norms, "max_norm": MAX_NORM, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
        "weight_decay": 0.1, "steps": STEPS, "tensors": {name: list(shape) for name, shape in SHAPES.items()}}


def main():
    prepare()
    write_versions(TRAINER)
    schedules()
    folder = fresh(TRAINER / "adamw")
    for kind, name in ((torch.float32, "float32"), (torch.float64, "float64")):
        tensors, facts = adamw(kind)
        write_tensors(folder / f"adamw-{name}.safetensors", tensors)
        write_json(folder / f"adamw-{name}.json", facts)
        print("adamw", name, facts["norms"])


if __name__ == "__main__":
    main()
