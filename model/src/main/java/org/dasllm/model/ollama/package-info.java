/**
 * What Ollama wants beside a GGUF file: a Modelfile, whose template is in Go's language for templates. A model's own template is in
 * Jinja's; what it renders is looked at, and where that has a form that is known, the same is said in Go's.
 */
@NullMarked
package org.dasllm.model.ollama;

import org.jspecify.annotations.NullMarked;
