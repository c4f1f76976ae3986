/**
 * Ollama's native chat, {@code POST /api/chat}, as clients and servers speak it. Answers in pieces are lines of JSON and no server-sent
 * events. Source: {@code docs/api.md}, {@code docs/openapi.yaml} and {@code api/types.go} of github.com/ollama/ollama, as of August 2026.
 */
@NullMarked
package org.dasllm.wire.ollama;

import org.jspecify.annotations.NullMarked;
