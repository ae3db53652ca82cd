package dev.halfstep.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void readsFromTheFileInwards() {
        Problem problem = Problem.of("'abc' is not a number").at("line 17").at("insurance.csv")
                .remedy("Add --missing abc if it marks a missing value.");
        assertThat(problem).hasMessage(
                "insurance.csv: line 17: 'abc' is not a number. Add --missing abc if it marks a missing value.");
        assertThat(problem.places()).containsExactly("insurance.csv", "line 17");
        assertThat(problem.what()).isEqualTo("'abc' is not a number");
        assertThat(problem.remedy()).contains("Add --missing abc if it marks a missing value.");
    }

    @Test
    void needsNothingButItsDescription() {
        assertThat(Problem.of("there are no rows")).hasMessage("there are no rows.");
        assertThat(Problem.of("there are no rows").remedy()).isEmpty();
    }

    /** With --debug the user sees the stack trace, which must lead to where the problem was found. */
    @Test
    void keepsCauseAndStackTraceOnTheWayUp() {
        var cause = new IOException("disk");
        Problem inner = Problem.of("the file cannot be read").because(cause);
        Problem outer = inner.at("a.csv").remedy("Try again.");
        assertThat(outer).hasCause(cause);
        assertThat(outer.getStackTrace()).isEqualTo(inner.getStackTrace());
    }
}
