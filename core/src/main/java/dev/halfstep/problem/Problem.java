package dev.halfstep.problem;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception a user can meet: what is wrong, where, and what to do about it.
 *
 * <p>
 * A problem is raised deep down, where only the detail is known ({@code "'abc' is not a number"}), and gains its place on
 * the way up: each {@link #at} adds one step further out, so that the message reads from the file inwards.
 *
 * <pre>
 * insurance.csv: line 17, column 'age': 'abc' is not a number. Add --missing abc if it marks a missing value.
 * </pre>
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final @Nullable String remedy;
    /** Outermost place first. */
    private final transient List<String> places;

    private Problem(String what, @Nullable String remedy, List<String> places, @Nullable Throwable cause) {
        super(message(what, remedy, places), cause);
        this.what = what;
        this.remedy = remedy;
        this.places = places;
    }

    /** A problem with nothing but its description: one clause, no full stop. */
    public static Problem of(String what) {
        return new Problem(what, null, List.of(), null);
    }

    /** The same problem, seen from one step further out: a file, a tensor, a line, a byte offset. */
    public Problem at(String place) {
        var outward = new ArrayList<String>(places.size() + 1);
        outward.add(place);
        outward.addAll(places);
        return copy(remedy, Collections.unmodifiableList(outward), getCause());
    }

    /** The same problem with what to do about it: whole sentences. */
    public Problem remedy(String whatToDo) {
        return copy(whatToDo, places, getCause());
    }

    /** The same problem with the exception that revealed it, shown to the user only on request. */
    public Problem because(Throwable cause) {
        return copy(remedy, places, cause);
    }

    private Problem copy(@Nullable String newRemedy, List<String> newPlaces, @Nullable Throwable newCause) {
        var copy = new Problem(what, newRemedy, newPlaces, newCause);
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    public String what() {
        return what;
    }

    /** Outermost place first; empty when the problem has none. */
    public List<String> places() {
        return places;
    }

    public Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }

    private static String message(String what, @Nullable String remedy, List<String> places) {
        var text = new StringBuilder();
        for (String place : places) {
            text.append(place).append(": ");
        }
        text.append(what).append('.');
        if (remedy != null) {
            text.append(' ').append(remedy);
        }
        return text.toString();
    }
}
