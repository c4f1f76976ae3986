/**
 * What an evaluation leaves for other stages and later programs: the plan, the report, and the verdict in it. All are JSON;
 * shares and differences are fractions of 1, hashes are SHA-256 in lower-case hexadecimal, and a component that is null is
 * left out. "0.1.0" is the release since which a component is there; "later" means after 0.1.0, and may be absent.
 *
 * <h2>plan.json, version 1</h2>
 *
 * Written before the first answer. Its hash is in {@code plan.sha256}, in {@code predictions.jsonl} and in the report.
 *
 * <table>
 * <caption>Components</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th><th>since</th></tr>
 * <tr><td>version</td><td>integer</td><td>of this layout</td><td>0.1.0</td></tr>
 * <tr><td>primary</td><td>string</td><td>the metric that decides: {@code exact}, {@code field:NAME} or a graded one</td><td>0.1.0</td></tr>
 * <tr><td>secondary</td><td>strings</td><td>metrics that are reported beside it</td><td>0.1.0</td></tr>
 * <tr><td>margin</td><td>number, share of the questions</td><td>the largest loss against the teacher that still counts as
 *     non-inferior</td><td>0.1.0</td></tr>
 * <tr><td>alpha</td><td>number, probability</td><td>the one-sided error rate</td><td>0.1.0</td></tr>
 * <tr><td>intervalMethod</td><td>string</td><td>how the interval of the difference is computed, in words</td><td>0.1.0</td></tr>
 * <tr><td>slices</td><td>strings</td><td>attributes by which results are broken down</td><td>0.1.0</td></tr>
 * <tr><td>minimumSliceSize</td><td>integer, questions</td><td>below it a slice is marked as small</td><td>0.1.0</td></tr>
 * <tr><td>groupClustered</td><td>truth value</td><td>whether questions of one group may depend on each other</td>
 *     <td>0.1.0</td></tr>
 * <tr><td>test</td><td>string</td><td>the test file's name</td><td>0.1.0</td></tr>
 * <tr><td>testSha256</td><td>hash</td><td>of the test file</td><td>0.1.0</td></tr>
 * <tr><td>testSamples</td><td>integer, questions</td><td>how many the test has</td><td>0.1.0</td></tr>
 * <tr><td>student</td><td>string</td><td>the student's name</td><td>0.1.0</td></tr>
 * <tr><td>studentSha256</td><td>hash</td><td>of the adapter's folder; in 0.1.0 of its weights alone</td><td>0.1.0</td></tr>
 * <tr><td>answeredBy</td><td>strings by name</td><td>what else the answers come from: the base model's hash, the precision,
 *     the most new tokens</td><td>later</td></tr>
 * <tr><td>trainSha256</td><td>hash</td><td>of the file that the baselines learn from</td><td>0.1.0</td></tr>
 * <tr><td>settings</td><td>strings by name</td><td>further endpoints, tolerances, groups; absent where all is as usual</td>
 *     <td>later</td></tr>
 * </table>
 *
 * <h2>report.json, version 1</h2>
 *
 * The stages after the evaluation rely on the components of this table. Those marked "figures" are described by the records
 * of the evaluation's own package, which is the only one that reads them.
 *
 * <table>
 * <caption>Components</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th><th>since</th></tr>
 * <tr><td>version</td><td>integer</td><td>of this layout</td><td>0.1.0</td></tr>
 * <tr><td>verdict</td><td>object</td><td>the finding, see below</td><td>0.1.0</td></tr>
 * <tr><td>plan</td><td>object</td><td>plan.json as it is</td><td>0.1.0</td></tr>
 * <tr><td>planSha256</td><td>hash</td><td>of plan.json, recorded before the first answer</td><td>0.1.0</td></tr>
 * <tr><td>data</td><td>object, figures</td><td>what it was made on</td><td>0.1.0</td></tr>
 * <tr><td>metrics</td><td>objects, figures</td><td>by metric, the primary one first; its {@code paired.decision} is the
 *     verdict's interval</td><td>0.1.0</td></tr>
 * <tr><td>slices</td><td>objects, figures</td><td>the primary metric by attribute</td><td>0.1.0</td></tr>
 * <tr><td>outputs</td><td>object, figures</td><td>answers that could not be used</td><td>0.1.0</td></tr>
 * <tr><td>examples</td><td>objects, figures</td><td>questions to look at</td><td>0.1.0</td></tr>
 * <tr><td>graded, extraction, tools, calibration, endpoints, bias, panel, overlap</td><td>objects, figures</td><td>what a task and a plan
 *     ask for beside it; absent where they do not</td><td>later</td></tr>
 * <tr><td>failures, compatibility</td><td>objects, figures</td><td>the worst answers; whether a program that reads the teacher's answers can
 *     read the student's, absent for plain text</td><td>later</td></tr>
 * <tr><td>notMeasured</td><td>strings</td><td>what was not or could not be measured</td><td>later</td></tr>
 * <tr><td>statements</td><td>strings by key</td><td>what people say under {@code evaluate.report}; empty where nobody has</td><td>later</td></tr>
 * <tr><td>open_fields</td><td>strings</td><td>keys of what nobody has said yet: while there are any, the report is not to be signed</td>
 *     <td>later</td></tr>
 * <tr><td>masked</td><td>truth value</td><td>whether personal data are masked in examples, failures and compatibility</td><td>later</td></tr>
 * <tr><td>failureGroups, learningCurve, cost</td><td>objects, figures</td><td>where the student fails, what more labels would bring, and what
 *     teacher and student cost; absent where nothing is known of it</td><td>later</td></tr>
 * <tr><td>limits</td><td>strings</td><td>what this evidence does not say</td><td>0.1.0</td></tr>
 * <tr><td>earlier</td><td>objects, figures</td><td>evaluations in the same folder before this one</td><td>0.1.0</td></tr>
 * <tr><td>provenance</td><td>strings by name</td><td>hashes, versions, device and machine; {@code base model SHA-256} names
 *     the base under the adapter</td><td>0.1.0</td></tr>
 * </table>
 *
 * <h2>The verdict</h2>
 *
 * It stands in report.json and, as {@code verdict.details}, in a bundle's manifest; its layout is of the version of the file
 * that holds it.
 *
 * <table>
 * <caption>Components</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th><th>since</th></tr>
 * <tr><td>outcome</td><td>NON_INFERIOR, NOT_SHOWN or NOT_ESTIMABLE</td><td>the finding</td><td>0.1.0</td></tr>
 * <tr><td>reason</td><td>string</td><td>the finding in a sentence with its numbers</td><td>0.1.0</td></tr>
 * <tr><td>primary, margin</td><td>as in the plan</td><td>what was judged by</td><td>0.1.0</td></tr>
 * <tr><td>confidence</td><td>number, probability</td><td>of the interval, 1 − 2α</td><td>0.1.0</td></tr>
 * <tr><td>n</td><td>integer, questions</td><td>those with a right answer known</td><td>0.1.0</td></tr>
 * <tr><td>studentAccuracy, teacherAccuracy</td><td>number, share</td><td>absent without right answers</td>
 *     <td>0.1.0</td></tr>
 * <tr><td>difference</td><td>number, share</td><td>student − teacher; absent without right answers</td><td>0.1.0</td></tr>
 * <tr><td>interval</td><td>object: lower, upper</td><td>of the difference; absent where it cannot be estimated</td>
 *     <td>0.1.0</td></tr>
 * <tr><td>planSha256, studentSha256</td><td>hash</td><td>the plan and the student that were judged</td><td>0.1.0</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.format.evaluation;

import org.jspecify.annotations.NullMarked;
