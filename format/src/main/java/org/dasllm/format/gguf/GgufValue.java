package org.dasllm.format.gguf;

/** The value of a key. Arrays are of one kind and hold no arrays. */
sealed interface GgufValue {
    /** In a message: "holds ...". */
    String kind();

    record Text(String text) implements GgufValue {
        @Override
        public String kind() {
            return "text";
        }
    }

    record Flag(boolean flag) implements GgufValue {
        @Override
        public String kind() {
            return "true or false";
        }
    }

    /** Of 8 to 64 bits; an unsigned one beyond 2^63 - 1 is refused when the file is read. */
    record Whole(long number) implements GgufValue {
        @Override
        public String kind() {
            return "a whole number";
        }
    }

    /** Of 32 or 64 bits. */
    record Real(double number) implements GgufValue {
        @Override
        public String kind() {
            return "a decimal number";
        }
    }

    /**
     * Values that are read when they are asked for, since a vocabulary is large.
     *
     * @param of the kind of all values, as {@link ValueKind} has it
     * @param position where the first one is, from the file's start
     */
    record Items(int of, int count, long position) implements GgufValue {
        @Override
        public String kind() {
            return "an array";
        }
    }
}
