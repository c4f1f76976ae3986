/**
 * A report as its content alone: sections of paragraphs, facts, tables, figures and notes. Nothing here knows of a page or a
 * markup language. A renderer lays it out, escapes it, numbers it by {@link org.dasllm.document.content.Numbering} and draws its
 * charts; {@link org.dasllm.document.content.BlockWriter} and {@link org.dasllm.document.content.ChartWriter} say what it has to
 * know.
 */
@NullMarked
package org.dasllm.document.content;

import org.jspecify.annotations.NullMarked;
