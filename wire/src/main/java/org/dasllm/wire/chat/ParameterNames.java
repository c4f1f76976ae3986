package org.dasllm.wire.chat;

/** What a protocol calls the parts of a request, for a server that refuses one of them. */
public interface ParameterNames {

    /** Parameters of a request as a whole. */
    enum Parameter {
        MESSAGES,
        TOOLS,
        TOOL_CHOICE,
        FORMAT,
        CHOICES,
        FREQUENCY_PENALTY,
        PRESENCE_PENALTY,
        LOGIT_BIAS,
        TOP_K,
        THINKING,
        /** The choice of a chat template whether the model thinks. */
        ENABLE_THINKING
    }

    String of(Parameter parameter);

    /** A tool, counted from 0. */
    default String tool(int place) {
        return of(Parameter.TOOLS) + "[" + place + "]";
    }

    /** The role of a message, counted from 0. */
    String role(int message);

    /** The calls of tools in a message. */
    String toolCalls(int message);

    /** The type of a part of a message. */
    String partType(int message, int part);

    /** The word for a format of answers. */
    String word(AnswerFormat format);
}
