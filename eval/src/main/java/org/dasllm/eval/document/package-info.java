/**
 * A report as its content alone: sections of paragraphs, facts, tables, figures and notes. Nothing here knows of a page or a
 * markup language. A renderer lays it out, escapes it, numbers it by {@link org.dasllm.eval.document.Numbering} and draws its
 * charts; {@link org.dasllm.eval.document.BlockWriter} and {@link org.dasllm.eval.document.ChartWriter} say what it has to
 * know.
 */
@NullMarked
package org.dasllm.eval.document;

import org.jspecify.annotations.NullMarked;
