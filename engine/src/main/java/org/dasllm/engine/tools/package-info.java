/**
 * Calls of tools in answers: each family's own syntax with its grammar and reader, what a request may ask for, and the conversations that
 * calls and results are part of.
 */
@NullMarked
package org.dasllm.engine.tools;

import org.jspecify.annotations.NullMarked;
