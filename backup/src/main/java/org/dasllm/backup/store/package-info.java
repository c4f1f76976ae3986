/** Where backups lie: a folder, or a store of objects that a {@link org.dasllm.backup.store.StoreProvider} reaches. */
@NullMarked
package org.dasllm.backup.store;

import org.jspecify.annotations.NullMarked;
