package org.dasllm.eval.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import org.dasllm.format.task.Task;

/**
 * A task as the run declares it.
 *
 * @param task in its long form
 * @param valid whether a JSON object or list keeps to the task's JSON Schema, true for all where it has none; of a task of tool calls,
 *     whether a call ({@code name}, {@code arguments}) is one of a known tool and keeps to its schema
 */
public record DeclaredTask(Task task, Predicate<JsonNode> valid) {}
