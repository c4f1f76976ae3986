/** A document as PDF/A-3 with files attached. Needs Open HTML to PDF and PDFBox, which are optional dependencies of this module. */
@NullMarked
package org.dasllm.document.pdf;

import org.jspecify.annotations.NullMarked;
