/** What an answer is, declared once for curation, evaluation, bundle and engine. */
@NullMarked
package org.dasllm.format.task;

import org.jspecify.annotations.NullMarked;
