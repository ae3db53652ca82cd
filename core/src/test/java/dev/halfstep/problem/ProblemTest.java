package dev.halfstep.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProblemTest {

    /** A place that has flags, but none for columns to be left out. */
    private static final Vocabulary FLAGS = mention -> mention.setting() == Setting.DROP ? Optional.empty()
            : Optional.of("--" + mention.setting().words() + mention.value().map(value -> " " + value).orElse(""));

    @Test
    void readsFromTheFileInwards() {
        Problem problem = Problem.of("'abc' is not a number").at("line 17").at("insurance.csv")
                .remedy(Phrase.of("add ").with(Setting.MISSING, "abc").then(" if it marks a missing value"));
        assertThat(problem).hasMessage(
                "insurance.csv: line 17: 'abc' is not a number. Add missing=abc if it marks a missing value.");
        assertThat(problem.places()).containsExactly("insurance.csv", "line 17");
        assertThat(problem.what()).isEqualTo("'abc' is not a number");
        assertThat(problem.remedy()).contains("Add missing=abc if it marks a missing value.");
        assertThat(problem.kind()).isEqualTo(Problem.Kind.DATA);
    }

    @Test
    void needsNothingButItsDescription() {
        assertThat(Problem.of("there are no rows")).hasMessage("there are no rows.");
        assertThat(Problem.of("there are no rows").remedy()).isEmpty();
    }

    @Test
    void isSaidInTheWordsOfWhoeverShowsIt() {
        Problem problem = Problem.of(Problem.Kind.DATA, Phrase.of("").with(Setting.MAP).then(" does not say 'a'"))
                .remedy(Phrase.of("add ").with(Setting.UNSEEN, "zero"));
        assertThat(problem).hasMessage("map does not say 'a'. Add unseen=zero.");
        assertThat(problem.message(FLAGS)).isEqualTo("--map does not say 'a'. Add --unseen zero.");
    }

    @Test
    void advisesNothingThatThereIsNot() {
        assertThat(tooLarge()).hasMessage(
                "the table is too large. Leave out columns with drop, or allow Java more memory with -Xmx.");
        assertThat(tooLarge().message(FLAGS)).isEqualTo("the table is too large. Allow Java more memory with -Xmx.");
        Problem only = Problem.of("all values are missing").remedy(Phrase.of("leave it out with ").with(Setting.DROP));
        assertThat(only.message(FLAGS)).isEqualTo("all values are missing.");
    }

    @Test
    void takesNoTextForASetting() {
        Problem problem = Problem.of("'drop' is not --drop")
                .remedy(Phrase.of("leave it out with ").with(Setting.MISSING, "drop=DROP {drop}"));
        assertThat(problem)
                .hasMessage("'drop' is not --drop. Leave it out with missing='drop=DROP {drop}'.");
        assertThat(problem.message(FLAGS))
                .isEqualTo("'drop' is not --drop. Leave it out with --missing drop=DROP {drop}.");
    }

    /** With --debug the user sees the stack trace, which must lead to where the problem was found. */
    @Test
    void keepsCauseAndStackTraceOnTheWayUp() {
        var cause = new IOException("disk");
        Problem inner = Problem.system("the file cannot be read").because(cause);
        Problem outer = inner.at("a.csv").remedy("Try again.");
        assertThat(outer).hasCause(cause);
        assertThat(outer.getStackTrace()).isEqualTo(inner.getStackTrace());
        assertThat(outer.kind()).isEqualTo(Problem.Kind.SYSTEM);
        assertThat(outer.at("b.csv").onlyAt("c.csv")).hasMessage("c.csv: the file cannot be read. Try again.");
    }

    @Test
    void survivesSerialisation() throws Exception {
        Problem read = copy(tooLarge().at("line 3"));
        assertThat(read).hasMessage(tooLarge().at("line 3").getMessage());
        assertThat(read.kind()).isEqualTo(Problem.Kind.LIMIT);
        assertThat(read.places()).containsExactly("line 3");
        assertThat(read.at("a.csv").message(FLAGS))
                .isEqualTo("a.csv: line 3: the table is too large. Allow Java more memory with -Xmx.");
    }

    private static Problem copy(Problem problem) throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(problem);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (Problem) in.readObject();
        }
    }

    private static Problem tooLarge() {
        return Problem.limit("the table is too large").remedy(
                Phrase.of("leave out columns with ").with(Setting.DROP), Phrase.of("allow Java more memory with -Xmx"));
    }
}
