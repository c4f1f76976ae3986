/**
 * What a run has done, with hashes: {@code manifest.json}, version 2, in the run's folder. A component that is null is left
 * out; hashes are SHA-256 in lower-case hexadecimal. Version 1 is that of 0.1.0, which had no origins.
 *
 * <table>
 * <caption>Components</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th></tr>
 * <tr><td>formatVersion</td><td>integer</td><td>of this layout</td></tr>
 * <tr><td>dasllmVersion</td><td>string</td><td>the program that wrote it last</td></tr>
 * <tr><td>machine</td><td>object</td><td>where it was written last: {@code javaVersion}, {@code javaVendor}, {@code os},
 *     {@code architecture}, {@code processors}, {@code maxHeapBytes} in bytes</td></tr>
 * <tr><td>configuration</td><td>object</td><td>the whole run's resolved configuration; its keys are those of the program that
 *     wrote it, so it is kept as a tree</td></tr>
 * <tr><td>stages</td><td>objects</td><td>one a stage, in the order in which they were first recorded</td></tr>
 * <tr><td>stages.stage</td><td>string</td><td>its name, such as {@code curate}</td></tr>
 * <tr><td>stages.status</td><td>RUNNING, DONE or FAILED</td><td>how far it got</td></tr>
 * <tr><td>stages.started, finished</td><td>ISO 8601, seconds</td><td>when; {@code finished} is absent while it runs</td></tr>
 * <tr><td>stages.seconds</td><td>number, seconds</td><td>how long it took</td></tr>
 * <tr><td>stages.inputs, outputs</td><td>objects by name</td><td>what it read and wrote: {@code path}, relative to the run's
 *     folder where it lies within, and {@code sha256} of the file or of the folder's tree</td></tr>
 * <tr><td>stages.inputs.origin</td><td>strings by name</td><td>where a model that was pulled from a hub is from: {@code model},
 *     {@code revision}, {@code commit}, {@code licence}, {@code access} where it is gated, {@code pulled}; absent for anything
 *     else</td></tr>
 * <tr><td>stages.configHash</td><td>hash</td><td>of the stage's resolved configuration</td></tr>
 * <tr><td>stages.seed</td><td>integer</td><td>absent where it draws no random numbers</td></tr>
 * <tr><td>stages.details</td><td>strings by name</td><td>other facts, such as figures or the reason of a failure</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.format.manifest;

import org.jspecify.annotations.NullMarked;
