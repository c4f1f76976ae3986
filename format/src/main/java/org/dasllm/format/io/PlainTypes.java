package org.dasllm.format.io;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Types of the Java library that configurations hold: a path is written as it was given, not as an absolute address, so
 * that a configuration's hash is the same on every machine; an empty {@code Optional} is null.
 */
final class PlainTypes extends SimpleModule {
    private static final long serialVersionUID = 1L;

    PlainTypes() {
        addSerializer(Path.class, new ToStringSerializer(Path.class));
        addDeserializer(Path.class, new PathDeserializer());
        addSerializer(new OptionalSerializer());
    }

    private static final class PathDeserializer extends StdDeserializer<Path> {
        private static final long serialVersionUID = 1L;

        PathDeserializer() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Path.of(parser.getValueAsString(""));
        }
    }

    private static final class OptionalSerializer extends StdSerializer<Optional<?>> {
        private static final long serialVersionUID = 1L;

        OptionalSerializer() {
            super(Optional.class, false);
        }

        @Override
        public void serialize(Optional<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value.isPresent()) {
                out.writePOJO(value.get());
            } else {
                out.writeNull();
            }
        }
    }
}
