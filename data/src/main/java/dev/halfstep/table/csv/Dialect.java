package dev.halfstep.table.csv;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellText;
import dev.halfstep.table.Notation;
import dev.halfstep.table.csv.TidyReader.Layout;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a text file is written, as far as its start tells.
 *
 * @param file tidied
 */
record Dialect(TextFile file, char delimiter) {

    /** As spreadsheets write and read it, above the header. */
    private static final Pattern SEPARATOR =
            Pattern.compile("\"?sep=([^\"\r\n])\"?[;,\t|]*[\r\n]", Pattern.CASE_INSENSITIVE);

    /** @throws Problem if the file cannot be read, or lines of comment stand above its header */
    static Dialect of(Path path, boolean gzip, Notation notation) {
        TextFile file = TextFile.of(path, gzip, notation.encoding());
        Matcher separator = SEPARATOR.matcher(file.head(DelimiterSniffer.SAMPLE));
        boolean first = separator.lookingAt();
        TextFile tidied = file.with(new Layout(notation.comment().orElse('\0'), first, false));
        if (first) {
            return new Dialect(tidied, separator.group(1).charAt(0));
        }
        String head = tidied.head(DelimiterSniffer.SAMPLE);
        if (notation.comment().isEmpty()) {
            refuseComments(head, notation);
        }
        char found = DelimiterSniffer.delimiter(head, notation.decimalComma());
        boolean mixed = found == '\t' && !DelimiterSniffer.even(head, found) && !DelimiterSniffer.isTable(head);
        if (DelimiterSniffer.splits(head, found) && !mixed) {
            return new Dialect(tidied, found);
        }
        TextFile spaced = file.with(new Layout(notation.comment().orElse('\0'), false, true));
        return DelimiterSniffer.isTable(spaced.head(DelimiterSniffer.SAMPLE)) ? new Dialect(spaced, '\t')
                : new Dialect(tidied, found);
    }

    /** Lines above the header that begin with # and have other cells than those below them. */
    private static void refuseComments(String head, Notation notation) {
        if (!head.startsWith("#")) {
            return;
        }
        String rest = head.lines().dropWhile(line -> line.isBlank() || line.strip().startsWith("#"))
                .collect(Collectors.joining("\n"));
        char delimiter = DelimiterSniffer.delimiter(rest, notation.decimalComma());
        boolean comment = DelimiterSniffer.suits(rest, delimiter) && !DelimiterSniffer.suits(head, delimiter);
        if (comment) {
            throw Problem.of("lines begin with '#', such as " + Quoted.of(head.lines().findFirst().orElse("")))
                    .remedy(Phrase.of("add ").with(Setting.COMMENT, "#").then(" to leave them out"));
        }
    }
}
