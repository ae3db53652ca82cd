package dev.halfstep.problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several problems with one thing, told at once: whoever mends the first need not meet the second. Those that say the same are
 * one cause with several places.
 */
public final class Causes {

    /** A message that is longer than a screen helps nobody; there may be as many causes as a file has room for. */
    private static final int MOST_CAUSES = 12;
    private static final int MOST_PLACES = 6;
    /** Each costs some kilobytes for its trace. */
    private static final int MOST_PROBLEMS = 100;

    private final Map<String, List<String>> placesByCause = new LinkedHashMap<>();
    private final Set<String> remedies = new LinkedHashSet<>();
    private @Nullable Problem first;
    private String firstPlace = "";
    private int problems;

    /** Nothing yet. */
    public Causes() {}

    /**
     * Adds a problem.
     *
     * @param place one step further out; empty if there is none
     */
    public void add(Problem problem, String place) {
        if (first == null) {
            first = problem;
            firstPlace = place;
        }
        problems++;
        List<String> places = new ArrayList<>(problem.places());
        places.addFirst(place);
        places.removeIf(String::isEmpty);
        placesByCause.computeIfAbsent(problem.what(), none -> new ArrayList<>()).add(String.join(": ", places));
        problem.remedy().ifPresent(remedies::add);
    }

    /**
     * Adds all that another one holds.
     *
     * @param place one step further out; empty if there is none
     */
    public void addAll(Causes others, String place) {
        String prefix = place.isEmpty() ? "" : place + ": ";
        if (first == null && others.first != null) {
            first = others.first;
            firstPlace = prefix + others.firstPlace;
        }
        problems += others.problems;
        others.placesByCause.forEach((cause, places) -> placesByCause
                .computeIfAbsent(cause, none -> new ArrayList<>()).addAll(
                        places.stream().map(own -> own.isEmpty() ? place : prefix + own).toList()));
        remedies.addAll(others.remedies);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return problems == 0;
    }

    /** Whether there are more than anybody wants to read of, so that it is of no use to look for others. */
    public boolean areMany() {
        return problems >= MOST_PROBLEMS;
    }

    /**
     * Throws what was added.
     *
     * @throws Problem if there is any: the only one as it is, or several as one of the first one's kind
     */
    public void throwIfAny() {
        if (first == null) {
            return;
        }
        if (problems == 1) {
            throw firstPlace.isEmpty() ? first : first.at(firstPlace);
        }
        var texts = new ArrayList<String>();
        placesByCause.forEach((cause, places) -> texts.add(text(cause, places)));
        Problem all = Problem.of(first.kind(), Phrase.of(joined(texts, MOST_CAUSES, "; "))).because(first);
        throw remedies.isEmpty() ? all : all.remedy(String.join(" ", remedies));
    }

    private String text(String cause, List<String> places) {
        List<String> known = places.stream().filter(place -> !place.isEmpty()).toList();
        return known.isEmpty() ? cause : joined(known, MOST_PLACES, ", ") + ": " + cause;
    }

    private String joined(List<String> texts, int most, String separator) {
        if (texts.size() <= most) {
            return String.join(separator, texts);
        }
        String left = areMany() ? "others" : (texts.size() - most) + " more";
        return String.join(separator, texts.subList(0, most)) + separator + "and " + left;
    }
}
