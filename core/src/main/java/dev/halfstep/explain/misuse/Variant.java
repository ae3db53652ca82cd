package dev.halfstep.explain.misuse;

import java.util.Set;

/**
 * How one stage between rows and a score is done: the right way, or one of the wrong ones.
 *
 * @param name the mistake in words; empty for the right way
 * @param faults what is wrong about it; empty for the right way
 * @param weight how often people do it, beside the other wrong ways: 1 for what is often met with; 1 for the right way
 * @param how what is done
 */
record Variant<F>(String name, Set<Misuse.Kind> faults, double weight, F how) {

    Variant {
        faults = Set.copyOf(faults);
    }

    static <F> Variant<F> right(F how) {
        return new Variant<>("", Set.of(), 1, how);
    }

    static <F> Variant<F> wrong(Misuse.Kind kind, String name, F how) {
        return wrong(Set.of(kind), name, how);
    }

    static <F> Variant<F> wrong(Set<Misuse.Kind> kinds, String name, F how) {
        return new Variant<>(name, kinds, 1, how);
    }

    /** The same, met with so much more or less often. */
    Variant<F> times(double factor) {
        return new Variant<>(name, faults, weight * factor, how);
    }

    boolean isRight() {
        return faults.isEmpty();
    }
}
