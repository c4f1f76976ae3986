package org.dasllm.engine.tools;

/** Takes what an answer is made of, in its order. */
interface CallSink {

    /** More of the answer's text; not empty. */
    void text(String text);

    /** A call begins. */
    void open(String name);

    /** More of the arguments of the call that was opened last; together they are a JSON object, unless the answer ends before. */
    void arguments(String fragment);
}
