/**
 * Whole states of a run on disk, and how a run is resumed from them: folders {@code checkpoints/step-N} with
 * {@code parameters.safetensors} and {@code moments.safetensors}, both float32 and by PEFT's or the checkpoint's names (a
 * parameter's moments are {@code NAME.first_moment} and {@code NAME.second_moment}), and {@code state.json}, version 1. All
 * components but {@code version} are there since 0.1.0; a component that is null is left out.
 *
 * <table>
 * <caption>Components of state.json</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th></tr>
 * <tr><td>version</td><td>integer</td><td>of this layout; absent in 0.1.0, where it is 1</td></tr>
 * <tr><td>step</td><td>integer, updates</td><td>made so far; also the state of order and dropout</td></tr>
 * <tr><td>tokens</td><td>integer, tokens</td><td>that went through the model in them</td></tr>
 * <tr><td>seconds</td><td>number, seconds</td><td>how long they took, evaluation and checkpoints included</td></tr>
 * <tr><td>best</td><td>object: step, validationLoss in nats, validationAccuracy as a share</td><td>the best evaluation so far;
 *     absent before the first</td></tr>
 * <tr><td>evaluationsSinceBest</td><td>integer</td><td>evaluations after it</td></tr>
 * <tr><td>finished</td><td>truth value</td><td>whether the run has ended</td></tr>
 * <tr><td>metricsBytes</td><td>integer, bytes</td><td>length of metrics.jsonl at this step</td></tr>
 * <tr><td>device</td><td>string</td><td>the device's name</td></tr>
 * <tr><td>identity</td><td>strings by name</td><td>configuration values and hashes of the inputs, which a run that goes on must
 *     share</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
