/**
 * What a bundle says of itself: {@code manifest.json}, version 2, in the bundle's folder. A component that is null is left out;
 * hashes are SHA-256 in lower-case hexadecimal. Version 1 is that of 0.1.0,
 * which had no task.
 *
 * <p>A bundle of a run whose training recorded them holds {@code neutral-probes.json} too (see {@code format.probe}), by which whoever
 * loads its weights can tell that they answer as the trained model did.
 *
 * <p>Where the student learnt its task by another system prompt than its teacher has, {@code student-prompt.json} says so ({@link
 * org.dasllm.format.sample.StudentPrompt}): {@code version} (1), {@code teacherSha256} of the teacher's system prompt in UTF-8, its lines
 * ended by {@code \n}, without the space around it, and {@code prompt}, the student's, blank for none.
 *
 * <p>{@code bom.json} is the bill of materials, in CycloneDX 1.6. The folder {@code signatures} and {@code sign-off.json} are about the
 * bundle and not of it ({@link org.dasllm.format.signature.SignatureFiles}): they come later and are not in the manifest.
 *
 * <table>
 * <caption>Components</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th></tr>
 * <tr><td>format</td><td>string</td><td>always {@code dasllm-bundle}; what tells this file from a run's manifest</td></tr>
 * <tr><td>formatVersion</td><td>integer</td><td>of this layout</td></tr>
 * <tr><td>dasllmVersion</td><td>string</td><td>the program that wrote it</td></tr>
 * <tr><td>kind</td><td>MERGED, ADAPTER or BOTH</td><td>what the bundle holds; with BOTH the adapter is in {@code adapter/}</td></tr>
 * <tr><td>dtype</td><td>F32, BF16 or F16</td><td>element type of merged weights; an adapter is float32</td></tr>
 * <tr><td>forced</td><td>truth value</td><td>whether it was exported without a passing verdict</td></tr>
 * <tr><td>verdict.outcome</td><td>string</td><td>{@code non-inferior}, {@code not-shown}, {@code not-estimable},
 *     {@code not evaluated}, or {@code not valid: } and why</td></tr>
 * <tr><td>verdict.reportSha256</td><td>hash</td><td>of the report it was read from; absent without one</td></tr>
 * <tr><td>verdict.details</td><td>object</td><td>the report's verdict as it stands there; absent without one</td></tr>
 * <tr><td>task</td><td>object</td><td>what an answer of the model is, as a run file declares it; absent where it was not, and in
 *     version 1</td></tr>
 * <tr><td>provenance</td><td>strings by name</td><td>data, configuration, seeds, versions</td></tr>
 * <tr><td>files</td><td>objects</td><td>every file but this one, sorted by path: {@code path} relative to the bundle,
 *     {@code bytes}, {@code sha256}</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.format.bundle;

import org.jspecify.annotations.NullMarked;
