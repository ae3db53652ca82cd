package dev.halfstep.explain.misuse;

import java.util.Set;

/**
 * How one stage between rows and a score is done: the right way, or one of the wrong ones.
 *
 * @param name the mistake in words; empty for the right way
 * @param faults what is wrong about it; empty for the right way
 * @param how what is done
 */
record Variant<F>(String name, Set<Misuse.Kind> faults, F how) {

    Variant {
        faults = Set.copyOf(faults);
    }

    static <F> Variant<F> right(F how) {
        return new Variant<>("", Set.of(), how);
    }

    static <F> Variant<F> wrong(Misuse.Kind kind, String name, F how) {
        return new Variant<>(name, Set.of(kind), how);
    }

    boolean isRight() {
        return faults.isEmpty();
    }
}
