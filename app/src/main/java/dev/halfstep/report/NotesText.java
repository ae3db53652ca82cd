package dev.halfstep.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.problem.Phrase;
import dev.halfstep.study.Flags;
import java.util.List;
import java.util.stream.Collectors;

/** What became of a table that its reader may not expect. */
public final class NotesText {

    private NotesText() {}

    /** A paragraph for each note; empty where there is none. */
    public static String of(List<Phrase> notes) {
        return notes.stream().map(note -> Paragraph.of("Note: " + note.text(Flags.ALL) + "."))
                .collect(Collectors.joining());
    }

    /** Adds the notes to a result, where there are any. */
    public static void add(ObjectNode json, List<Phrase> notes) {
        if (!notes.isEmpty()) {
            notes.forEach(note -> json.withArray("notes").add(note.text(Flags.ALL)));
        }
    }
}
