package org.dasllm.harvest.config;

import org.dasllm.format.io.ShellName;

/** How messages name the keys of a {@link RecordedConfig} to those who set them. */
public enum RecordedKeys {
    /** As keys of {@code harvest.recorded}. */
    RUN_FILE {
        @Override
        public String name(String key) {
            return "harvest.recorded." + key;
        }

        @Override
        public String value(String key, String value) {
            return name(key) + " to " + plain(key, value);
        }

        @Override
        public String or(String key, String value) {
            return "to " + plain(key, value);
        }

        private String plain(String key, String value) {
            return key.equals("delimiter") ? value.equals("\t") ? "\"\\t\"" : "'" + value + "'" : value;
        }

        @Override
        String verb() {
            return "Set ";
        }

        @Override
        public String leaveOut() {
            return "Leave it out of " + name("files");
        }
    },
    /** As options of {@code dasllm import}. */
    OPTIONS {
        @Override
        public String name(String key) {
            // An option that may be repeated is named in the singular.
            return "--" + key.replaceFirst("s$", "").replace('_', '-');
        }

        @Override
        public String value(String key, String value) {
            return name(key) + "=" + ShellName.of(value.equals("\t") ? "\\t" : value);
        }

        @Override
        public String or(String key, String value) {
            return value(key, value);
        }

        @Override
        String verb() {
            return "Give ";
        }

        @Override
        public String leaveOut() {
            return "Leave it out";
        }
    };

    /** Such as {@code harvest.recorded.text_column} or {@code --text-column}. */
    public abstract String name(String key);

    /** A key with its value, as it stands behind another one and "and". */
    public abstract String value(String key, String value);

    /** Another value of the same key, as it stands behind {@link #set} and "or". */
    public abstract String or(String key, String value);

    abstract String verb();

    /** What to do with a file that holds nothing. */
    public abstract String leaveOut();

    /** What to do so that a key has a value. */
    public String set(String key, String value) {
        return verb() + value(key, value);
    }

    /** The same where the value is only described. */
    public String describe(String key, String words) {
        return verb() + name(key) + (this == OPTIONS ? " with " : " to ") + words;
    }

    /** What to do so that a key has one of the values that the sentence before has named. */
    public String choose(String key) {
        return describe(key, "one of them");
    }
}
