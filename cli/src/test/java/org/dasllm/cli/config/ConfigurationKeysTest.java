package org.dasllm.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dasllm.cli.making.PretrainConfig;
import org.dasllm.cli.making.TokenizerConfig;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.harvest.config.PriceTable;
import org.junit.jupiter.api.Test;

/** A key of a configuration that nothing reads is a promise that nobody keeps. */
final class ConfigurationKeysTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.dasllm");

    record Unread(int used, int usedWithin, int copied, int checked) {
        Unread {
            if (checked < 0) {
                throw new IllegalArgumentException("checked is " + checked);
            }
        }

        int twice() {
            return 2 * usedWithin;
        }

        Unread withUsed(int other) {
            return new Unread(other, usedWithin, copied, checked);
        }
    }

    static final class Reader {
        private Reader() {}

        static int read(Unread config) {
            return config.used() + config.twice();
        }

        static Unread copy(Unread config) {
            return new Unread(config.used(), config.usedWithin(), config.copied(), config.checked()).withUsed(3);
        }
    }

    @Test
    void everyKeyOfEveryConfigurationIsRead() {
        Set<Class<?>> records = new LinkedHashSet<>();
        Stream.of(PipelineConfig.class, PretrainConfig.class, TokenizerConfig.class, PriceTable.class)
                .forEach(root -> collect(root, records));
        assertThat(records).hasSizeGreaterThan(15);
        List<String> unread = new ArrayList<>();
        records.forEach(type -> unread.addAll(unread(type, OURS)));
        assertThat(unread).as("keys that nothing reads").isEmpty();
    }

    @Test
    void aCopyOrACheckIsNoUse() {
        JavaClasses example = new ClassFileImporter().importClasses(Unread.class, Reader.class);
        assertThat(unread(Unread.class, example)).containsExactly("Unread.copied", "Unread.checked");
    }

    /** The records that a file is bound to, those within them included. */
    private static void collect(Type type, Set<Class<?>> records) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> collect(argument, records));
        } else if (type instanceof Class<?> raw && raw.isRecord() && records.add(raw)) {
            Arrays.stream(raw.getRecordComponents()).forEach(part -> collect(part.getGenericType(), records));
        }
    }

    private static List<String> unread(Class<?> type, JavaClasses classes) {
        JavaClass record = classes.get(type);
        Set<JavaMethod> used = usedFromOutside(record);
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> used.stream().noneMatch(method -> reads(method, record, component)))
                .map(component -> type.getSimpleName() + "." + component.getName())
                .toList();
    }

    private static boolean reads(JavaMethod method, JavaClass record, RecordComponent component) {
        return method.getFieldAccesses().stream()
                .anyMatch(access -> access.getTargetOwner().equals(record)
                        && access.getTarget().getName().equals(component.getName()));
    }

    /** The methods of a record that others call, and those that these call; what makes another of the kind left out. */
    private static Set<JavaMethod> usedFromOutside(JavaClass record) {
        Set<JavaMethod> used = new HashSet<>();
        Deque<JavaMethod> open = new ArrayDeque<>();
        for (JavaMethod method : record.getMethods()) {
            boolean called = Stream.concat(method.getCallsOfSelf().stream(), method.getReferencesToSelf().stream())
                    .map(JavaAccess::getOrigin)
                    .anyMatch(caller -> !caller.getOwner().equals(record) && !makes(caller, record));
            if (called && !makes(method, record)) {
                open.add(method);
            }
        }
        while (!open.isEmpty()) {
            JavaMethod method = open.remove();
            if (used.add(method)) {
                Stream.concat(
                                method.getMethodCallsFromSelf().stream().map(call -> (AccessTarget) call.getTarget()),
                                method.getMethodReferencesFromSelf().stream()
                                        .map(reference -> (AccessTarget) reference.getTarget()))
                        .flatMap(target -> target.resolveMember().stream())
                        .map(JavaMember.class::cast)
                        .filter(member -> member.getOwner().equals(record) && member instanceof JavaMethod)
                        .forEach(member -> open.add((JavaMethod) member));
            }
        }
        return used;
    }

    private static boolean makes(JavaCodeUnit unit, JavaClass record) {
        return unit.getConstructorCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().equals(record));
    }
}
