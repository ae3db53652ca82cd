package dev.halfstep.problem;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one exception a user can meet: what is wrong, where, and what to do about it. Immutable.
 *
 * <p>
 * A problem is raised deep down, where only the detail is known ({@code "'abc' is not a number"}), and gains its place on
 * the way up: each {@link #at} adds one step further out, so that the message reads from the file inwards.
 *
 * <pre>
 * insurance.csv: line 17, column 'age': 'abc' is not a number. Add missing=abc if it marks a missing value.
 * </pre>
 *
 * Settings in it are called as in the library's options; {@link #message} says them in other words.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 3L;

    private static final Problem[] NONE = {};

    /** Whose the problem is, for callers that treat some otherwise than others. */
    public enum Kind {
        /** Rows, arrays or labels are not what they should be, or do not fit the model: give others. */
        DATA,
        /** A model or its pipeline is damaged, of a kind that is not supported, or not fit for what is asked: take another. */
        MODEL,
        /** An option has a value that it cannot have, or contradicts another: choose another. */
        OPTION,
        /** There is not as much memory, or a thing is larger than can be held: give more, or less. */
        LIMIT,
        /** A file cannot be read or written, native code is not there, or the thread was interrupted: trying again may help. */
        SYSTEM,
        /** What was asked for was tried and not reached, such as a bound on an error: ask for less. */
        OUTCOME
    }

    private final Kind kind;
    private final Phrase what;
    private final Phrase[] remedies;
    /** Whether the remedy is one text, which is whole as it is. */
    private final boolean sentences;
    /** Outermost place first. */
    private final String[] places;
    /** What else is wrong. */
    private final Problem[] others;

    private Problem(Kind kind, Phrase what, Phrase[] remedies, boolean sentences, String[] places, Problem[] others,
            @Nullable Throwable cause) {
        super(message(Vocabulary.LIBRARY, what, remedies, sentences, places, others), cause);
        this.kind = kind;
        this.what = what;
        this.remedies = remedies;
        this.sentences = sentences;
        this.places = places;
        this.others = others;
    }

    /**
     * A problem with nothing but its description.
     *
     * @param what one clause, no full stop
     */
    public static Problem of(Kind kind, Phrase what) {
        return new Problem(kind, what, new Phrase[0], false, new String[0], NONE, null);
    }

    /**
     * Several problems that were found together, as one: the first, with the others after it.
     *
     * @param problems at least one
     */
    public static Problem together(List<Problem> problems) {
        List<Problem> all = problems.stream().flatMap(problem -> problem.each().stream()).toList();
        Problem first = all.getFirst();
        return first.copy(first.remedies, first.sentences, first.places,
                all.subList(1, all.size()).toArray(Problem[]::new), first.getCause());
    }

    /** A problem of {@linkplain Kind#DATA data}. */
    public static Problem of(String what) {
        return of(Kind.DATA, Phrase.of(what));
    }

    /** A problem of a {@linkplain Kind#MODEL model}. */
    public static Problem model(String what) {
        return of(Kind.MODEL, Phrase.of(what));
    }

    /** A problem of an {@linkplain Kind#OPTION option}. */
    public static Problem option(String what) {
        return of(Kind.OPTION, Phrase.of(what));
    }

    /** A problem of a {@linkplain Kind#LIMIT limit}. */
    public static Problem limit(String what) {
        return of(Kind.LIMIT, Phrase.of(what));
    }

    /** A problem of the {@linkplain Kind#SYSTEM system}. */
    public static Problem system(String what) {
        return of(Kind.SYSTEM, Phrase.of(what));
    }

    /** A problem of an {@linkplain Kind#OUTCOME outcome}. */
    public static Problem outcome(String what) {
        return of(Kind.OUTCOME, Phrase.of(what));
    }

    /** The same problem, seen from one step further out: a file, a tensor, a line, a byte offset. */
    public Problem at(String place) {
        String[] outward = new String[places.length + 1];
        outward[0] = place;
        System.arraycopy(places, 0, outward, 1, places.length);
        return copy(remedies, sentences, outward,
                Arrays.stream(others).map(other -> other.at(place)).toArray(Problem[]::new), getCause());
    }

    /** The same problem, at this place instead of those that it has. */
    public Problem onlyAt(String place) {
        return copy(remedies, sentences, new String[] {place}, others, getCause());
    }

    /** The same problem with what to do about it: whole sentences that name no setting. */
    public Problem remedy(String whatToDo) {
        return copy(new Phrase[] {Phrase.of(whatToDo)}, true, places, others, getCause());
    }

    /**
     * The same problem with what to do about it: clauses without a full stop, which become one sentence. Where it is shown, those
     * are left out that mention what there is not.
     */
    public Problem remedy(Phrase whatToDo, Phrase... orElse) {
        Phrase[] clauses = new Phrase[orElse.length + 1];
        clauses[0] = whatToDo;
        System.arraycopy(orElse, 0, clauses, 1, orElse.length);
        return copy(clauses, false, places, others, getCause());
    }

    /** The same problem with the exception that revealed it, shown to the user only on request. */
    public Problem because(Throwable cause) {
        return copy(remedies, sentences, places, others, cause);
    }

    private Problem copy(Phrase[] newRemedies, boolean whole, String[] newPlaces, Problem[] newOthers,
            @Nullable Throwable newCause) {
        var copy = new Problem(kind, what, newRemedies, whole, newPlaces, newOthers, newCause);
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** Whose the problem is. */
    public Kind kind() {
        return kind;
    }

    /** What is wrong, in the library's words: one clause, no full stop. */
    public String what() {
        return what.toString();
    }

    /** Outermost place first; empty when the problem has none. */
    public List<String> places() {
        return List.of(places);
    }

    /** What to do about it, in the library's words: whole sentences. */
    public Optional<String> remedy() {
        return remedy(Vocabulary.LIBRARY, remedies, sentences);
    }

    /** This problem alone, and then each that was found together with it. */
    public List<Problem> each() {
        return Stream.concat(Stream.of(copy(remedies, sentences, places, NONE, getCause())), Arrays.stream(others))
                .toList();
    }

    /**
     * The whole message, with settings in the words of a vocabulary, and without advice to use what it lacks: a line for each problem
     * that was found together with others.
     */
    public String message(Vocabulary vocabulary) {
        return message(vocabulary, what, remedies, sentences, places, others);
    }

    private static String message(Vocabulary vocabulary, Phrase what, Phrase[] remedies, boolean sentences,
            String[] places, Problem[] others) {
        var text = new StringBuilder();
        for (String place : places) {
            text.append(place).append(": ");
        }
        text.append(what.text(vocabulary)).append('.');
        remedy(vocabulary, remedies, sentences).ifPresent(remedy -> text.append(' ').append(remedy));
        for (Problem other : others) {
            text.append('\n').append(other.message(vocabulary));
        }
        return text.toString();
    }

    private static Optional<String> remedy(Vocabulary vocabulary, Phrase[] remedies, boolean sentences) {
        String clauses = Arrays.stream(remedies).filter(clause -> clause.isSayable(vocabulary))
                .map(clause -> clause.text(vocabulary)).collect(Collectors.joining(", or "));
        if (sentences || clauses.isEmpty()) {
            return Optional.of(clauses).filter(text -> !text.isEmpty());
        }
        return Optional.of(Character.toUpperCase(clauses.charAt(0)) + clauses.substring(1) + ".");
    }
}
