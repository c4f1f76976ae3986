package org.dasllm.format.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A path that must exist before anything starts. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Existing {
    /** Who knows whether it exists; a path may name more than files. */
    Class<? extends Presence> by() default Presence.OnDisk.class;
}
