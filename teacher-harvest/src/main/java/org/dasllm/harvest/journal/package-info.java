/**
 * The append-only record of every request and every paid answer, version 2: {@code journal.jsonl}, which is written to, and beside it the
 * finished segments {@code journal-000001.jsonl.gz} and so on, each the next one's beginning, compressed by gzip when it has grown to 64
 * MiB. One JSON object a line. Times are in ISO 8601; a component that is null is left out.
 *
 * <p>The first line of every segment of version 2 is {@code {"type":"journal","version":2,"segment":N,"crc32c":"…"}} with N from 1. A
 * file without such a line is of version 1, which had neither segments nor checksums; the line {@code
 * {"type":"journal","version":1}} may begin it. A journal of version 1 stays as it is until something is added: then it becomes the
 * first segment. A last line that was cut off is removed when the journal is opened.
 *
 * <p>Every line of version 2 ends with {@code ,"crc32c":"xxxxxxxx"}} before its line break: the CRC-32C of all bytes of the line before
 * that comma, in hexadecimal. A line whose checksum does not match stays as it is and is passed over, and named when the journal is
 * opened. A segment that is missing, or cannot be decompressed, ends the opening.
 *
 * <table>
 * <caption>Components of the other lines</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th><th>versions</th></tr>
 * <tr><td>type</td><td>request, answer, failure or batch</td><td>about to be sent; arrived; did not arrive or is of no use; a step of
 *     many requests that are sent together</td><td>1, 2; batch 2 after 0.1.0</td></tr>
 * <tr><td>hash</td><td>SHA-256</td><td>of the request, by which its answer is found again: see {@link
 *     org.dasllm.harvest.journal.RequestKey}; in version 1 over the address and the body as it was written</td><td>1, 2</td></tr>
 * <tr><td>attempt</td><td>integer, from 1</td><td>of this request, in this run</td><td>1, 2</td></tr>
 * <tr><td>at</td><td>time</td><td>when the line was made</td><td>1, 2</td></tr>
 * <tr><td>sample</td><td>string; request</td><td>the first sample that needs the answer</td><td>1, 2</td></tr>
 * <tr><td>body</td><td>object; request</td><td>what is sent; absent in retries</td><td>1, 2</td></tr>
 * <tr><td>latencyMillis</td><td>integer, ms; answer, failure</td><td>from sending to the end of the response</td>
 *     <td>1, 2</td></tr>
 * <tr><td>content</td><td>string; answer</td><td>the answer's text, as the parser of then read it; in version 2 only where no body
 *     was reported, and in lines taken over from version 1</td><td>1, 2</td></tr>
 * <tr><td>finishReason, model</td><td>string; answer</td><td>as the server reported them</td><td>1, 2</td></tr>
 * <tr><td>promptTokens, completionTokens</td><td>integer; answer</td><td>as the server reported them</td><td>1, 2</td></tr>
 * <tr><td>cachedTokens, cacheWriteTokens, reasoningTokens</td><td>integer; answer</td><td>of promptTokens, those that came from the
 *     server's cache and those that were put into it; of completionTokens, those that are reasoning</td><td>1 after 0.1.0, 2</td></tr>
 * <tr><td>tokens</td><td>objects; answer</td><td>the answer's tokens with log-probabilities, where {@code content} is</td>
 *     <td>1 after 0.1.0, 2</td></tr>
 * <tr><td>message</td><td>object; answer</td><td>the server's message where it holds more than the text, where {@code content} is</td>
 *     <td>1 after 0.1.0, 2</td></tr>
 * <tr><td>status</td><td>integer; answer, failure</td><td>of HTTP; absent where there was no response</td><td>1 in failures, 2</td></tr>
 * <tr><td>requestId</td><td>string; answer, failure</td><td>by which the vendor knows the request</td><td>2</td></tr>
 * <tr><td>fingerprint</td><td>string; answer</td><td>of the system that answered, as the server told it</td><td>2</td></tr>
 * <tr><td>body</td><td>string; answer</td><td>the response as it was received, with the key taken out</td><td>2</td></tr>
 * <tr><td>reason</td><td>string; failure</td><td>what happened, in words</td><td>1, 2</td></tr>
 * <tr><td>last</td><td>truth value; failure</td><td>whether the request is given up</td><td>1, 2</td></tr>
 * <tr><td>raw</td><td>string; failure</td><td>what arrived, if it may have been paid for; in version 1 its first 20,000
 *     characters</td><td>1, 2</td></tr>
 * <tr><td>charged</td><td>integer, tokens; failure</td><td>what the budget was charged; where it is absent, the request's most
 *     if there is a {@code raw}, and nothing else</td><td>1 after 0.1.0, 2</td></tr>
 * <tr><td>cost</td><td>object of amount (decimal text) and currency; answer, failure</td><td>what the line counts with, at the prices of
 *     its day; absent without prices. Prices that have changed since then do not change it</td><td>2 after 0.1.0</td></tr>
 * <tr><td>batch</td><td>string; request</td><td>the name of the batch with which it is sent; absent where it is sent alone</td>
 *     <td>2 after 0.1.0</td></tr>
 * <tr><td>name, step</td><td>string; batch</td><td>our name for it; begun, submitting, submitted, collected or given up, see {@link
 *     org.dasllm.harvest.journal.JournalLine.BatchStep}</td><td>2 after 0.1.0</td></tr>
 * <tr><td>requests, file, id</td><td>integer, string, string; batch</td><td>how many requests it has; the vendor's names for the
 *     uploaded file and for the batch</td><td>2 after 0.1.0</td></tr>
 * </table>
 *
 * <p>The gateway writes journals of the same kind, beside a run's own, with lines of two further types: {@code exchange}, a request and its
 * answer at once, and {@code feedback}, what somebody says of one. {@link org.dasllm.harvest.journal.JournalLine.Exchange} and {@link
 * org.dasllm.harvest.journal.JournalLine.Feedback} have their components, whose names are those of the lines.
 */
@NullMarked
package org.dasllm.harvest.journal;

import org.jspecify.annotations.NullMarked;
