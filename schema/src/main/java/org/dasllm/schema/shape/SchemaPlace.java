package org.dasllm.schema.shape;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A schema in a document; places with the same pointer are the same.
 *
 * @param pointer a JSON pointer
 */
record SchemaPlace(String pointer, JsonNode schema) {
    /** A schema inside this one, under keys that are put into the pointer. */
    SchemaPlace child(String keyword) {
        return new SchemaPlace(pointer + "/" + keyword, schema.get(keyword));
    }

    SchemaPlace child(String keyword, int index) {
        return new SchemaPlace(
                pointer + "/" + keyword + "/" + index, schema.get(keyword).get(index));
    }

    SchemaPlace child(String keyword, String name) {
        return new SchemaPlace(at(keyword, name), schema.get(keyword).get(name));
    }

    String at(String keyword) {
        return pointer + "/" + keyword;
    }

    String at(String keyword, String name) {
        return pointer + "/" + keyword + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    boolean has(String keyword) {
        return schema.has(keyword);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SchemaPlace place && pointer.equals(place.pointer);
    }

    @Override
    public int hashCode() {
        return pointer.hashCode();
    }
}
