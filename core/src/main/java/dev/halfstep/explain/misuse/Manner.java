package dev.halfstep.explain.misuse;

import java.util.Set;

/**
 * One way of doing one step between rows and a score.
 *
 * @param name the mistake in words; empty for the right way
 * @param faults what is wrong about it; empty for the right way
 * @param how what is done
 */
record Manner<F>(String name, Set<Misuse.Kind> faults, F how) {

    Manner {
        faults = Set.copyOf(faults);
    }

    static <F> Manner<F> right(F how) {
        return new Manner<>("", Set.of(), how);
    }

    static <F> Manner<F> wrong(Misuse.Kind kind, String name, F how) {
        return new Manner<>(name, Set.of(kind), how);
    }

    boolean isRight() {
        return faults.isEmpty();
    }
}
