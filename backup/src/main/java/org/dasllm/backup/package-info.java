/**
 * Backups of bundles and runs, and their restoration.
 *
 * <p>What lies in a store, be it a folder or a bucket:
 *
 * <pre>
 * objects/ab/abcd...                            a file's content; the name is its SHA-256 in hexadecimal
 * backups/&lt;name&gt;/&lt;time&gt;-&lt;hash&gt;.json    the list of one backup's files, see {@link org.dasllm.backup.snapshot.Snapshot}
 * </pre>
 *
 * A list is written last, so that a backup which was interrupted is none; its objects are found again by the next.
 */
@NullMarked
package org.dasllm.backup;

import org.jspecify.annotations.NullMarked;
