package dev.halfstep.table;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What stands between groups of three digits. */
public enum Thousands {
    NONE("none", '\0'),
    COMMA(",", ','),
    POINT(".", '.'),
    /** A space of any kind, also one that does not break. */
    SPACE("space", ' '),
    APOSTROPHE("'", '\'');

    private final String label;
    private final char sign;

    Thousands(String label, char sign) {
        this.label = label;
        this.sign = sign;
    }

    /** What users call it. */
    public String label() {
        return label;
    }

    /** The character; of several that mean the same, the plainest. */
    public char sign() {
        return sign;
    }

    /**
     * The one of a label.
     *
     * @throws Problem if there is none
     */
    public static Thousands of(String label) {
        return Arrays.stream(values()).filter(t -> t.label.equals(label)).findFirst()
                .orElseThrow(() -> Problem.option("'" + label + "' does not stand between thousands").remedy(
                        "Choose one of " + Arrays.stream(values()).map(Thousands::label)
                                .collect(Collectors.joining("  ")) + "."));
    }

    /** The one of a character. */
    public static Thousands of(char sign) {
        return Arrays.stream(values()).filter(t -> t.sign == sign).findFirst().orElseThrow();
    }
}
