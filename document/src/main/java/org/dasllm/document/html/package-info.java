/** A document as one HTML page, with its charts as SVG drawings. */
@NullMarked
package org.dasllm.document.html;

import org.jspecify.annotations.NullMarked;
