package dev.halfstep.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages name classes that exist, and lead to pages, and to words in them, that exist. */
class DocumentsTest {

    private static final int MOST_LINES = 100;

    /** A name with a small letter in it, which names of ops and constants have not; what stands behind a point is left out. */
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.\\w+)?(?:\\(\\))?`");
    private static final Pattern DECLARED = Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");

    static Stream<String> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Page.ROOT.resolve("docs")); Stream<Path> root = Files.list(Page.ROOT)) {
            return Stream.concat(docs, root).map(file -> Page.ROOT.relativize(file).toString())
                    .filter(name -> name.endsWith(".md")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(String page) throws IOException {
        Page.read(page).assertThatLinksLeadSomewhere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/architecture.md", "docs/glossary.md", "CONTRIBUTING.md"})
    void namedClassesExist(String page) throws IOException {
        assertThat(names(NAMED, Page.ROOT.resolve(page))).isNotEmpty().isSubsetOf(declared());
    }

    @Test
    void architectureFitsOnePage() throws IOException {
        assertThat(Page.read("docs/architecture.md").text().lines().count()).isLessThanOrEqualTo(MOST_LINES);
    }

    /** The names of all types of the project, nested ones and those of tests, too. */
    private static Set<String> declared() throws IOException {
        var declared = new HashSet<String>();
        try (Stream<Path> modules = Files.list(Page.ROOT)) {
            for (Path sources : modules.map(module -> module.resolve("src")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                        declared.addAll(names(DECLARED, file));
                    }
                }
            }
        }
        return declared;
    }

    private static Set<String> names(Pattern pattern, Path file) throws IOException {
        var names = new HashSet<String>();
        for (MatchResult found : pattern.matcher(Files.readString(file)).results().toList()) {
            names.add(found.group(1));
        }
        return names;
    }
}
