package org.dasllm.trainer.loop;

import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.AdamW;
import org.dasllm.trainer.objective.Objective;

/**
 * What learns, and how.
 *
 * @param objective what its predictions are compared with in training; in evaluation it is the tokens alone
 * @param kept which layers' activations are kept for the backward
 */
public record Learner(LanguageModel model, Objective objective, KeptLayers kept, AdamW optimizer) {}
