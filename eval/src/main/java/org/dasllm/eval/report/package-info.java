/** An evaluation's report as a document: what is said of its figures, section by section. */
@NullMarked
package org.dasllm.eval.report;

import org.jspecify.annotations.NullMarked;
