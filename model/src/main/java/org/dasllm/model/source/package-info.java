/** Where a model that answers is loaded from: a folder in the Hugging Face layout, or a file of another layout. */
@NullMarked
package org.dasllm.model.source;

import org.jspecify.annotations.NullMarked;
