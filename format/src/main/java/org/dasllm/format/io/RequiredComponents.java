package org.dasllm.format.io;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON keep the promise of the types: a record's component must be there, unless it is {@code @Nullable} (then null)
 * or a collection (then empty). Holds for records in packages marked {@code @NullMarked}.
 */
final class RequiredComponents extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("NullAway") // Jackson's "no opinion" is null
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        RecordComponent component = component(member);
        if (component == null) {
            return super.hasRequiredMarker(member);
        }
        return !nullable(component) && !collection(component);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        RecordComponent component = component(annotated);
        if (component == null || nullable(component)) {
            return super.findSetterInfo(annotated);
        }
        return JsonSetter.Value.forValueNulls(collection(component) ? Nulls.AS_EMPTY : Nulls.FAIL);
    }

    private static @Nullable RecordComponent component(Annotated annotated) {
        if (annotated instanceof AnnotatedParameter parameter) {
            Class<?> owner = parameter.getDeclaringClass();
            if (owner.isRecord() && owner.getPackage().isAnnotationPresent(NullMarked.class)) {
                RecordComponent[] components = owner.getRecordComponents();
                if (parameter.getOwner().getParameterCount() == components.length) {
                    return components[parameter.getIndex()];
                }
            }
        }
        return null;
    }

    private static boolean nullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static boolean collection(RecordComponent component) {
        return Collection.class.isAssignableFrom(component.getType())
                || Map.class.isAssignableFrom(component.getType());
    }
}
