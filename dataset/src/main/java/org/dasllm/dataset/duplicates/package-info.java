/** The steps that drop rows since another has the same prompt, nearly the same prompt, or the same id. */
@NullMarked
package org.dasllm.dataset.duplicates;

import org.jspecify.annotations.NullMarked;
