package org.dasllm.schema.json;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.Locale;
import org.dasllm.schema.pattern.EcmaPattern;
import org.dasllm.schema.pattern.Steps;

/** One check of one value, within {@link Bounds}. The library goes through it at every keyword. */
final class Check extends ExecutionContext {
    /** The steps of the check that this thread is at: a regular expression is handed nothing but a text. */
    private static final ThreadLocal<Steps> STEPS = new ThreadLocal<>();

    private final Steps steps = new Steps(Bounds.STEPS);
    private int depth;

    Check() {
        executionConfig(config -> config.locale(Locale.ROOT).formatAssertionsEnabled(true));
    }

    /** Regular expressions as {@link EcmaPattern}s that use up the steps of the running check. */
    static RegularExpressionFactory regularExpressions() {
        return source -> {
            EcmaPattern pattern = EcmaPattern.compile(source);
            return (RegularExpression) text -> find(pattern, text);
        };
    }

    private static boolean find(EcmaPattern pattern, String text) {
        try {
            return pattern.find(text, STEPS.get());
        } catch (Steps.OutOfSteps e) {
            throw new OutOfBounds();
        }
    }

    /** Runs {@code validation} and says whether it ended within the bounds. */
    boolean ends(Runnable validation) {
        STEPS.set(steps);
        try {
            validation.run();
            return true;
        } catch (OutOfBounds | StackOverflowError e) {
            return false;
        } finally {
            STEPS.remove();
        }
    }

    @Override
    public void evaluationPathAddLast(String token) {
        enter();
        super.evaluationPathAddLast(token);
    }

    @Override
    public void evaluationPathAddLast(int token) {
        enter();
        super.evaluationPathAddLast(token);
    }

    @Override
    public void evaluationPathRemoveLast() {
        depth--;
        super.evaluationPathRemoveLast();
    }

    private void enter() {
        if (++depth > Bounds.DEEPEST_CHECK) {
            throw new OutOfBounds();
        }
        try {
            steps.take(Bounds.STEPS_PER_KEYWORD);
        } catch (Steps.OutOfSteps e) {
            throw new OutOfBounds();
        }
    }

    /** Of the library's own kind, since it writes any other to the log. */
    private static final class OutOfBounds extends SchemaException {
        private static final long serialVersionUID = 1L;

        OutOfBounds() {
            super("out of bounds");
        }
    }
}
