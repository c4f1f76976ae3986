/**
 * What a trained model answered to a few prompts, by which whoever writes or loads its weights can tell that they are whole:
 * {@code probes.json} and {@code neutral-probes.json}, version 2, beside the adapter's folder. All of it is one line of JSON; a
 * component that is null is left out. Version 1 had no {@code baseLogits}, no {@code baseRest} and no neutral probes.
 *
 * <p>The prompts of {@code probes.json} are tokens of the run's samples, so that the file is as confidential as they are: it stays
 * in the run's folder. Those of {@code neutral-probes.json} are short sentences of this program, which any training uses: that
 * file goes into the bundle.
 *
 * <table>
 * <caption>Components</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th></tr>
 * <tr><td>version</td><td>integer</td><td>of this layout</td></tr>
 * <tr><td>adapterSha256</td><td>SHA-256, lower-case hexadecimal</td><td>of the adapter's folder as it was saved</td></tr>
 * <tr><td>precision</td><td>string</td><td>in which the device kept the base's weights and multiplied: {@code float32},
 *     {@code bfloat16}, {@code q8_0} or {@code q4_0}</td></tr>
 * <tr><td>base</td><td>string</td><td>how the base's linear layers were kept: {@code stored}, or {@code nf4}</td></tr>
 * <tr><td>device</td><td>string</td><td>the device's name</td></tr>
 * <tr><td>samples</td><td>string</td><td>where the prompts are from: {@code validation}, {@code training} in a run without
 *     validation samples, or {@code neutral}</td></tr>
 * <tr><td>probes</td><td>objects</td><td>at most 16, in the order of the samples</td></tr>
 * <tr><td>probes.sample</td><td>string</td><td>the sample's id, or the neutral prompt's name</td></tr>
 * <tr><td>probes.prompt</td><td>integers, token ids</td><td>the prompt as the chat template and the tokenizer make it</td></tr>
 * <tr><td>probes.tokens</td><td>integers, token ids</td><td>the 64 with the largest logits after the prompt, the largest first;
 *     of equal ones the smaller id first; all tokens of a smaller vocabulary</td></tr>
 * <tr><td>probes.logits</td><td>numbers, nats</td><td>the logits of these tokens, each rounded to binary16</td></tr>
 * <tr><td>probes.rest</td><td>number, nats</td><td>log Σ exp of the logits of all other tokens, rounded to binary16; absent where
 *     there are none</td></tr>
 * <tr><td>probes.baseLogits</td><td>numbers, nats</td><td>the base model's logits of the same tokens, each rounded to binary16:
 *     those of the model before its first step, kept as it was trained; absent in version 1</td></tr>
 * <tr><td>probes.baseRest</td><td>number, nats</td><td>as {@code rest}, of the base model; absent in version 1</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.format.probe;

import org.jspecify.annotations.NullMarked;
