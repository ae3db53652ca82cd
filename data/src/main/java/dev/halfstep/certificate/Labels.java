package dev.halfstep.certificate;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Names that stand in a certificate for values of the program, and back. */
final class Labels {

    private Labels() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E value(E[] all, String label) {
        return Arrays.stream(all).filter(each -> of(each).equals(label)).findFirst()
                .orElseThrow(() -> Problem.of("'" + label + "' is none of what it can be"));
    }

    /** The index of a target or column. */
    static int index(List<String> names, String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw Problem.of("the model has no '" + name + "'");
        }
        return index;
    }
}
