/** A document as a page of Markdown, for places that show no HTML. */
@NullMarked
package org.dasllm.document.markdown;

import org.jspecify.annotations.NullMarked;
