/**
 * The append-only record of every request and every paid answer: {@code journal.jsonl}, version 1, one JSON object a line.
 * Times are in ISO 8601; a component that is null is left out. "0.1.0" is the release since which a component is there;
 * "later" means after 0.1.0, and may be absent.
 *
 * <p>The first line of a journal that was begun after 0.1.0 is {@code {"type":"journal","version":1}}, written exactly so.
 * A journal without that line is of version 1. A last line that was cut off, the first one too, is removed when the journal is
 * opened.
 *
 * <table>
 * <caption>Components of the other lines</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th><th>since</th></tr>
 * <tr><td>type</td><td>request, answer or failure</td><td>about to be sent; arrived; did not arrive or is of no use</td>
 *     <td>0.1.0</td></tr>
 * <tr><td>hash</td><td>SHA-256</td><td>of the request, by which its answer is found again</td><td>0.1.0</td></tr>
 * <tr><td>attempt</td><td>integer, from 1</td><td>of this request</td><td>0.1.0</td></tr>
 * <tr><td>at</td><td>time</td><td>when the line was made</td><td>0.1.0</td></tr>
 * <tr><td>sample</td><td>string; request</td><td>the first sample that needs the answer</td><td>0.1.0</td></tr>
 * <tr><td>body</td><td>object; request</td><td>what is sent; absent in retries</td><td>0.1.0</td></tr>
 * <tr><td>latencyMillis</td><td>integer, ms; answer, failure</td><td>from sending to the end of the response</td>
 *     <td>0.1.0</td></tr>
 * <tr><td>content</td><td>string; answer</td><td>the answer's text</td><td>0.1.0</td></tr>
 * <tr><td>finishReason, model</td><td>string; answer</td><td>as the server told them</td><td>0.1.0</td></tr>
 * <tr><td>promptTokens, completionTokens</td><td>integer; answer</td><td>as the server told them</td><td>0.1.0</td></tr>
 * <tr><td>tokens</td><td>objects; answer</td><td>the answer's tokens with log-probabilities, where they were asked for</td>
 *     <td>later</td></tr>
 * <tr><td>message</td><td>object; answer</td><td>the server's message where it holds more than the text</td>
 *     <td>later</td></tr>
 * <tr><td>cachedTokens, cacheWriteTokens, reasoningTokens</td><td>integer; answer</td><td>those of promptTokens that came from the
 *     server's cache, those of them that were put into it, and those of completionTokens that are reasoning</td>
 *     <td>later</td></tr>
 * <tr><td>status</td><td>integer; failure</td><td>of HTTP; absent where there was no response</td><td>0.1.0</td></tr>
 * <tr><td>reason</td><td>string; failure</td><td>what happened, in words</td><td>0.1.0</td></tr>
 * <tr><td>last</td><td>truth value; failure</td><td>whether the request is given up</td><td>0.1.0</td></tr>
 * <tr><td>raw</td><td>string; failure</td><td>what arrived, if it may have been paid for</td><td>0.1.0</td></tr>
 * <tr><td>charged</td><td>integer, tokens; failure</td><td>what the budget was charged; where it is absent, the request's most
 *     if there is a {@code raw}, and nothing else</td><td>later</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.harvest.journal;

import org.jspecify.annotations.NullMarked;
