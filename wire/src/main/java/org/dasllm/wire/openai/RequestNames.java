package org.dasllm.wire.openai;

import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ParameterNames;

/** What chat completions call the parts of a request. */
final class RequestNames implements ParameterNames {

    @Override
    public String of(Parameter parameter) {
        return switch (parameter) {
            case MESSAGES -> "messages";
            case TOOLS -> "tools";
            case TOOL_CHOICE -> "tool_choice";
            case FORMAT -> "response_format";
            case CHOICES -> "n";
            case FREQUENCY_PENALTY -> "frequency_penalty";
            case PRESENCE_PENALTY -> "presence_penalty";
            case LOGIT_BIAS -> "logit_bias";
            case TOP_K -> "top_k";
            case THINKING -> "reasoning_effort";
            case ENABLE_THINKING -> "chat_template_kwargs.enable_thinking";
        };
    }

    @Override
    public String role(int message) {
        return "messages[" + message + "].role";
    }

    @Override
    public String toolCalls(int message) {
        return "messages[" + message + "].tool_calls";
    }

    @Override
    public String partType(int message, int part) {
        return "messages[" + message + "].content[" + part + "].type";
    }

    @Override
    public String word(AnswerFormat format) {
        if (format instanceof AnswerFormat.JsonObject) {
            return "json_object";
        } else if (format instanceof AnswerFormat.JsonSchema) {
            return "json_schema";
        } else if (format instanceof AnswerFormat.Other other) {
            return other.type();
        }
        return "text";
    }
}
