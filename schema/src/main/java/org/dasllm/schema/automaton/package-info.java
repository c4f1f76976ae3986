/**
 * Automata with a stack that read an answer byte by byte and know at every byte how it can go on: the nesting of JSON and the
 * recursion of schemas are the stack, strings and numbers are {@link org.dasllm.schema.text.TextAutomaton}s. From every state that is
 * reached a complete answer can be reached.
 */
@NullMarked
package org.dasllm.schema.automaton;

import org.jspecify.annotations.NullMarked;
