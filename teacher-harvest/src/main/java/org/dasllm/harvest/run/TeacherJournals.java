package org.dasllm.harvest.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.format.io.FileFailure;

/**
 * Where the journals of a harvest are. The first of the teachers that are asked has {@code journal.jsonl} in the harvest's folder, as one has
 * that is asked alone; each other one has {@code teachers/NAME/journal.jsonl}, so that budgets and limits are its own. Whoever is asked looks for
 * answers in all of them, so that none is paid for twice when {@code ask} changes.
 *
 * @param folder the harvest's
 * @param first the name of the first teacher that is asked
 */
public record TeacherJournals(Path folder, String first) {
    private static final String TEACHERS = "teachers";

    public boolean isFirst(String teacher) {
        return teacher.equals(first);
    }

    /** The folder of a teacher's journal and costs. */
    public Path folder(String teacher) {
        return isFirst(teacher) ? folder : folder.resolve(TEACHERS).resolve(teacher);
    }

    /** The journal of a teacher, which need not be there. */
    public Path of(String teacher) {
        return folder(teacher).resolve(Harvest.JOURNAL);
    }

    /** The other journals that are there, in the order of their names. */
    public List<Path> others(String teacher) {
        Path own = of(teacher);
        return all().stream().filter(each -> !each.equals(own)).toList();
    }

    /** All journals that are there, in the order of their names. */
    public List<Path> all() {
        List<Path> found = new ArrayList<>();
        Path teachers = folder.resolve(TEACHERS);
        Stream.of(folder.resolve(Harvest.JOURNAL)).filter(Files::exists).forEach(found::add);
        if (Files.isDirectory(teachers)) {
            try (Stream<Path> folders = Files.list(teachers)) {
                folders.map(each -> each.resolve(Harvest.JOURNAL))
                        .filter(Files::exists)
                        .sorted()
                        .forEach(found::add);
            } catch (IOException e) {
                throw FileFailure.reading(teachers, e);
            }
        }
        return found;
    }
}
