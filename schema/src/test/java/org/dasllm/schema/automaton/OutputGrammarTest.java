package org.dasllm.schema.automaton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.schema.json.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutputGrammarTest {
    private static OutputGrammar grammar(String schema) {
        return OutputGrammar.of(JsonSchema.compile(Json.parse(schema.replace('\'', '"'), JsonNode.class, "schema")));
    }

    private static boolean accepts(OutputGrammar grammar, String text) {
        return grammar.start()
                .next(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .accepts();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'integer','minimum':-3,'exclusiveMaximum':12} | -3 0 7 11 | -4 12 1.0 -0 01 1e1 100",
                "{'type':'number','minimum':-0.5,'maximum':2.25} | -0.5 -0.25 0 1.5 2.25 2.250 0.000 | -0.51 2.251 3 -1 -0 -0.0 .5 2.",
                "{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':1} | 0.1 0.99999999999999 0.00000000000001 | 0 1 0.0 1.0 0.999999999999999999",
                "{'type':'integer','multipleOf':7,'minimum':10} | 14 21 700 | 7 10 15",
                "{'type':'number','multipleOf':0.25} | 0.5 0.75 3 -1.25 0.50 | 0.1 0.255 1e1",
                "{'type':'number','multipleOf':0.01,'minimum':0} | 19.99 3 0.5 | 0.001 -1",
                "{'type':'number'} | 1e10 -2.5E-3 0 123456 1.5e+200 | 1e400 12e5 01 +1 1. -",
                "{'enum':[1,'a',null,{'x':[1.50]}]} | 1 'a' null {'x':[1.5]} | 1.0 'b' true {'x':[1.50]}",
                "{'enum':[1,'abc',null,'ab'],'type':'string','maxLength':2} | 'ab' | 1 'abc' null",
                "{'type':'string','pattern':'^a+$','maxLength':3} | 'a' 'aaa' | '' 'aaaa' 'ab'",
                "{'type':'string','pattern':'b','minLength':2,'maxLength':2} | 'ab' 'bx' 'éb' | 'b' 'abc' 'aa'",
                "{'type':'string','format':'date'} | '2024-02-29' '1999-12-31' '2000-02-29' | '2023-02-29' '1900-02-29' '2023-13-01' '2023-1-1'",
                "{'type':'string','format':'ipv4'} | '127.0.0.1' | '256.0.0.1' '1.2.3' '01.2.3.4'",
                "{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':2} | [1] [1,2] | [] [1,2,3] ['a']",
                "{'type':'array','prefixItems':[{'type':'string'}],'items':{'type':'integer'}} | [] ['a'] ['a',1,2] | [1] ['a','b']",
                "{'type':'array','prefixItems':[{'type':'string'}],'items':false} | [] ['a'] | ['a',1]",
                "{'type':'array','items':false} | [] | [1]",
                "{'type':['null','boolean']} | null true false | 0 ''",
                "{'type':'object','properties':{'a':{'type':'integer'},'b':{}},'required':['b'],'additionalProperties':false} | {'b':1} {'a':1,'b':{'x':[]}} | {} {'a':1} {'b':1,'a':1} {'b':1,'c':1} {'b':1,}",
                "{'type':'object','properties':{'a':{'type':'integer'}},'additionalProperties':{'type':'string'}} | {} {'a':1} {'a':1,'b':''} {'ab':''} | {'a':''} {'b':1} {'b':'','b':''} {'b':'','a':1}",
                "{'type':'object','patternProperties':{'^x':{'type':'integer'}},'additionalProperties':false} | {} {'x':1} {'x1':1,'x2':2} | {'y':1} {'x':''} {'x':1,'x':2}",
                "{'type':'object','propertyNames':{'enum':['a','b']}} | {} {'a':1} {'a':1,'b':2} {'b':2} | {'c':1} {'a':1,'a':2}",
                "{'type':'object','minProperties':1,'maxProperties':2,'additionalProperties':{'type':'null'}} | {'a':null} {'a':null,'b':null} | {} {'a':null,'b':null,'c':null}",
                "{'properties':{'a':{'type':'integer'}},'required':['a'],'type':'object','allOf':[{'properties':{'a':{'minimum':5},'b':{'type':'null'}},'required':['b']}]} | {'a':5,'b':null} {'a':7,'b':null,'c':1} | {'a':4,'b':null} {'a':5}",
                "{'anyOf':[{'type':'string','maxLength':1},{'type':'string','pattern':'^z'}]} | 'a' '' 'zzz' | 'ab'",
                "{'oneOf':[{'type':'object','properties':{'k':{'const':1}},'required':['k']},{'type':'object','properties':{'k':{'const':2}},'required':['k']}]} | {'k':1} {'k':2,'z':0} | {'k':3} {}",
                "{'$ref':'#/$defs/t','$defs':{'t':{'type':'object','properties':{'l':{'$ref':'#/$defs/t'}},'additionalProperties':false}}} | {} {'l':{}} {'l':{'l':{}}} | {'l':1} {'l':{}",
                "{'const':'a\\n\\u0001'} | 'a\\n\\u0001' | 'a' 'an'",
                "true | 1 'a' [] {} [{'a':[1]}] null | x [1 {'a':1,'a':2}",
            })
    void acceptsAndRefuses(String schema, String right, String wrong) {
        OutputGrammar grammar = grammar(schema);
        assertThat(List.of(right.strip().split(" "))).allMatch(text -> accepts(grammar, text));
        assertThat(List.of(wrong.strip().split(" "))).noneMatch(text -> accepts(grammar, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'not':{'type':'string'}} | at /not: 'not' is not supported",
                "{'enum':[1],'if':{},'then':{}} | at /if: 'if' is not supported",
                "{'properties':{'a/b':{'type':'array','uniqueItems':true}}} | at /properties/a~1b/uniqueItems: 'uniqueItems' is not supported",
                "{'contains':{}} | at /contains: 'contains' is not supported",
                "{'dependentRequired':{'a':['b']}} | at /dependentRequired: 'dependentRequired' is not supported",
                "{'unevaluatedProperties':false} | at /unevaluatedProperties: 'unevaluatedProperties' is not supported",
                "{'type':'string','pattern':'(?=a)'} | at /pattern: the regular expression looks ahead",
                "{'type':'string','pattern':'(a)\\\\1'} | at /pattern: the regular expression refers to a group",
                "{'oneOf':[{'type':'integer'},{'type':'number'}]} | at /oneOf: a value may match the alternatives 0 and 1 both",
                "{'oneOf':[{'required':['a']},{'required':['b']}]} | at /oneOf: a value may match the alternatives 0 and 1 both",
                "{'type':'string','minLength':5,'maxLength':4} | at its root: no value that can be written",
                "false | at its root: no value that can be written",
                "{'$ref':'#/$defs/t','$defs':{'t':{'type':'object','properties':{'l':{'$ref':'#/$defs/t'}},'required':['l']}}} | at its root: no value",
                "{'type':'string','maxLength':1000000} | at /maxLength: it needs an automaton of more than",
                "{'type':'array','maxItems':1000000} | /maxItems: it is above",
                "{'type':'integer','multipleOf':1000001} | at its root: the factor 1000001 has too many digits",
                "{'patternProperties':{'^.{5}$':{}},'additionalProperties':false} | at its root: 'patternProperties' or 'propertyNames' allow names that run out",
                "{'format':'idn-email'} | at /format: the format 'idn-email' is not supported",
            })
    void whatCannotBeEnforcedIsRefusedByItsPlace(String schema, String reason) {
        assertThatThrownBy(() -> grammar(schema))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("cannot be enforced")
                .hasMessageContaining(reason.strip());
    }

    @Test
    void bytesThatMustFollowAreKnown() {
        OutputGrammar grammar = grammar(
                "{'type':'object','properties':{'kind':{'const':'é'},'n':{'type':'integer'}},'required':['kind','n'],'additionalProperties':false}");
        assertThat(new String(grammar.start().forcedBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":");
        OutputState behind = grammar.start().next("{\"kind\":\"".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(behind.forcedBytes(), StandardCharsets.UTF_8)).isEqualTo("é\",");
    }

    @Test
    void anchorsHoldInsideAlternatives() {
        OutputGrammar grammar = grammar("{'type':'string','pattern':'^$|^x|y$'}");
        assertThat(List.of("''", "'x'", "'xa'", "'ay'")).allMatch(text -> accepts(grammar, text));
        assertThat(List.of("'ax'", "'ya'", "'a'")).noneMatch(text -> accepts(grammar, text));
    }

    @Test
    void nestingEndsInTime() {
        OutputGrammar grammar =
                grammar("{'$ref':'#/$defs/t','$defs':{'t':{'type':'array','items':{'$ref':'#/$defs/t'}}}}");
        OutputState state = grammar.start();
        int depth = 0;
        while (!state.next('[').isDead()) {
            state = state.next('[');
            depth++;
        }
        assertThat(depth).isEqualTo(OutputGrammar.DEEPEST);
        assertThat(state.next("]".repeat(depth).getBytes(StandardCharsets.UTF_8))
                        .accepts())
                .isTrue();
    }

    @Test
    void nestingThatMustGoOnDeeperIsNotBegunTooLate() {
        OutputGrammar grammar = grammar("{'$defs':{'t':{'type':'object','properties':{'l':{'$ref':'#/$defs/t'},"
                + "'d':{'type':'array','minItems':1,'items':{'type':'array','minItems':1,'items':{'type':'array'}}}},"
                + "'additionalProperties':false}},'$ref':'#/$defs/t'}");
        OutputState state = grammar.start().next('{');
        for (int i = 1; i < OutputGrammar.DEEPEST; i++) {
            OutputState inner = state.next("\"d\":[[[]]]}".getBytes(StandardCharsets.UTF_8));
            assertThat(inner.isDead()).as("%s levels", i).isEqualTo(i > OutputGrammar.DEEPEST - 3);
            assertThat(state.next("\"d".getBytes(StandardCharsets.UTF_8)).isDead())
                    .isEqualTo(inner.isDead());
            state = state.next("\"l\":{".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(state.next('"').isDead()).isTrue();
        assertThat(state.next('}').isDead()).isFalse();
    }

    @Test
    void expressionsAndChoicesAreGrammars() {
        OutputGrammar expression = OutputGrammar.ofExpression("[a-c]+|\\d{2}");
        assertThat(accepts(expression, "abc")).isTrue();
        assertThat(accepts(expression, "12")).isTrue();
        assertThat(accepts(expression, "abc1")).isFalse();
        OutputGrammar choices = OutputGrammar.ofChoices(List.of("yes", "no", "nö"));
        assertThat(accepts(choices, "no")).isTrue();
        assertThat(accepts(choices, "nö")).isTrue();
        assertThat(accepts(choices, "n")).isFalse();
        assertThatThrownBy(() -> OutputGrammar.ofChoices(List.of())).isInstanceOf(DasllmException.class);
    }
}
