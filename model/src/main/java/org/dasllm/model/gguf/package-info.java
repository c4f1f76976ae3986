/**
 * Models of llama.cpp and Ollama: a GGUF file becomes a folder in the Hugging Face layout. What the format does to a model on its
 * way in is undone: names, the order of the rows of q and k, norms that are stored as their distance from zero, rotary factors, and
 * a tokenizer that is given as lists of tokens, kinds, and merges or scores.
 */
@NullMarked
package org.dasllm.model.gguf;

import org.jspecify.annotations.NullMarked;
