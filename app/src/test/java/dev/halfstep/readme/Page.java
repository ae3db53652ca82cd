package dev.halfstep.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of documentation and its fenced blocks. */
record Page(Path file, String text, List<Block> blocks) {

    /** The root of the checkout, which paths of pages start from. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    // Opening and closing fences look alike where no language is named, so all blocks are walked.
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");
    /** Where a link may lead to within a page: a heading, or what is marked by hand. */
    private static final Pattern ANCHOR = Pattern.compile("(?m)^#+ (.*)$|<a id=\"([^\"]+)\">");

    /** @param language empty where none is named: output */
    record Block(String language, String content) {

        /** The arguments of each call of the launcher; a backslash at the end of a line joins it with the next. */
        List<List<String>> commands() {
            return content.replaceAll("\\\\\n\\s*", "").lines().filter(line -> line.startsWith("./halfstep "))
                    .map(line -> List.of(line.substring("./halfstep ".length()).split(" "))).toList();
        }
    }

    static Page read(String name) throws IOException {
        Path file = ROOT.resolve(name);
        String text = Files.readString(file);
        var blocks = new ArrayList<Block>();
        Matcher all = FENCED.matcher(text);
        while (all.find()) {
            blocks.add(new Block(all.group(1), all.group(2)));
        }
        return new Page(file, text, List.copyOf(blocks));
    }

    /** The contents of the blocks of a language, in order. */
    List<String> blocks(String language) {
        List<String> found = blocks.stream().filter(block -> block.language.equals(language)).map(Block::content)
                .toList();
        assertThat(found).as("blocks of " + language).isNotEmpty();
        return found;
    }

    void assertThatLinksLeadSomewhere() throws IOException {
        Matcher links = LINK.matcher(text);
        while (links.find()) {
            if (!links.group(1).matches("https?:.*")) {
                Path target = links.group(1).isEmpty() ? file : file.resolveSibling(links.group(1));
                assertThat(target).exists();
                if (links.group(2) != null) {
                    assertThat(anchors(Files.readString(target))).as("anchors of " + target).contains(links.group(2));
                }
            }
        }
    }

    private static List<String> anchors(String text) {
        return ANCHOR.matcher(text).results().map(found -> found.group(1) == null ? found.group(2)
                : found.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").strip().replace(' ', '-'))
                .toList();
    }

    /** Digits may differ from one kind of processor to the next, and with them the width of columns; nothing else. */
    static String withoutFigures(String text) {
        return text.replaceAll("[0-9.,+-]+", "#").replaceAll("\\s+", " ").strip();
    }
}
