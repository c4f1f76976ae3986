/**
 * The cache of models, in the layout of Python's huggingface_hub, so that each reads what the other has pulled:
 *
 * <table>
 * <caption>Below the cache's folder</caption>
 * <tr><td>{@code models--ORG--MODEL/blobs/<name of the content>}</td><td>a content once, by its hash</td></tr>
 * <tr><td>{@code models--ORG--MODEL/snapshots/<commit>/<file>}</td><td>a link to the content, or the content itself where links
 *     are not possible</td></tr>
 * <tr><td>{@code models--ORG--MODEL/refs/<revision>}</td><td>the commit that a branch or tag was at, without a line break</td></tr>
 * <tr><td>{@code models--ORG--MODEL/blobs/<name>.dasllm.incomplete}</td><td>what has come of a content; of that ending Python's
 *     tools count and remove all</td></tr>
 * <tr><td>{@code models--ORG--MODEL/.dasllm/<commit>.json}</td><td>{@link org.dasllm.hub.cache.PullRecord}, which Python's tools
 *     leave alone, and remove with the model</td></tr>
 * <tr><td>{@code .locks/models--ORG--MODEL/<name>.dasllm.lock}</td><td>held while a content is transferred. It is not Python's
 *     lock, which is of another kind (flock) that Java cannot take; no partial file is shared with Python either</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.hub.cache;

import org.jspecify.annotations.NullMarked;
