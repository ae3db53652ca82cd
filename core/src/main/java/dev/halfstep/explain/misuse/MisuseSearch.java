package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Interface;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Commits the common mistakes in using a model, on all rows, and tells which of them explains a score that somebody saw.
 *
 * <p>
 * A score is what it equals to the digits given. What the model really scores comes first: nobody is accused where nothing is wrong,
 * or where a mistake changes nothing. A mistake is named where the score is hardly its own by chance; where nothing scores it, what
 * does nearly so is told with its distance. {@code SeenRule} has the whole rule.
 */
public final class MisuseSearch {

    private final Subject subject;
    private final Uses uses;
    private final Trials trials;
    private final JavaLines java;
    private final PythonLines python;
    private final Scores correct;
    private final List<Trial> singles;
    private final List<Misuse.Mistake> ofOneKind;
    private final List<Misuse.Mistake> ofSeveralKinds;
    private List<Trial> others = List.of();

    private MisuseSearch(Subject subject, Subject.Labels labels, Vocabulary vocabulary) {
        this.subject = subject;
        uses = Uses.of(subject);
        trials = new Trials(subject, labels);
        java = new JavaLines(subject.units().known());
        Interface edges = Interface.of(subject.quantized());
        python = new PythonLines(edges.inputs().getFirst(), edges.outputs().getFirst(), subject.units(),
                setting -> Phrase.of("").with(setting).text(vocabulary));
        correct = trials.scored(subject.prediction().values().values(), Use.Comparison.OWN);
        singles = trials.of(uses.singles());
        ofOneKind =
                Stream.concat(singles.stream(), trials.of(uses.inOrdersOfTools().stream().limit(1).toList()).stream())
                        .map(this::mistake).filter(mistake -> mistake.kinds().size() == 1).toList();
        ofSeveralKinds = trials.of(uses.rawAgainstUnits().stream().toList()).stream().map(this::mistake).toList();
    }

    /**
     * What mistakes would score on the subject's rows.
     *
     * @param seen a score, as its text, so that it is known how many digits were given; empty if none was
     * @return empty without labels
     * @throws dev.halfstep.problem.Problem if what was seen is not a score
     */
    public static Optional<Misuse> search(Subject subject, Optional<String> seen) {
        return search(subject, seen, Vocabulary.LIBRARY);
    }

    /**
     * The same.
     *
     * @param vocabulary what settings are called in lines that do it right
     */
    public static Optional<Misuse> search(Subject subject, Optional<String> seen, Vocabulary vocabulary) {
        seen.ifPresent(SeenScore::parse); // refused with and without labels
        return on(subject, vocabulary).map(search -> search.of(seen));
    }

    /**
     * A search that several scores can be asked of; mistakes are committed once.
     *
     * @param vocabulary what settings are called in lines that do it right
     * @return empty without labels
     */
    public static Optional<MisuseSearch> on(Subject subject, Vocabulary vocabulary) {
        return subject.labels().map(labels -> new MisuseSearch(subject, labels, vocabulary));
    }

    /**
     * What mistakes would score.
     *
     * @param seen a score, as its text; empty if none was seen
     * @throws dev.halfstep.problem.Problem if it is not a score
     */
    public Misuse of(Optional<String> seen) {
        Optional<Misuse.Verdict> verdict = seen.map(SeenScore::parse).map(this::verdict);
        List<Misuse.Mistake> guilty =
                verdict.map(found -> found.matches().stream().flatMap(match -> match.mistake().stream())
                        .distinct().toList()).orElse(List.of());
        return new Misuse(correct.all(), mistakes(guilty), verdict);
    }

    /** All is tried only if it is asked for. */
    private Misuse.Verdict verdict(SeenScore seen) {
        var rule = new SeenRule(seen, subject.units().known(), right());
        SeenRule.Finding finding = rule.explain(Stream.concat(singles.stream(), others().stream()).toList());
        return new Misuse.Verdict(seen.text(), seen.value(), seen.tolerance(), finding.standing(),
                finding.told().stream().map(hit -> match(seen, hit)).toList());
    }

    private List<Trial> others() {
        if (others.isEmpty()) {
            others = Stream.of(uses.several(), uses.inOrdersOfTools(), uses.withSwaps())
                    .flatMap(some -> trials.of(some).stream()).toList();
        }
        return others;
    }

    private List<SeenRule.Right> right() {
        Stream<SeenRule.Right> reference = subject.floatValues().stream().map(values -> new SeenRule.Right(
                "the float model", trials.scored(values.values(), Use.Comparison.OWN)));
        return Stream.concat(Stream.of(new SeenRule.Right("the model", correct)), reference).toList();
    }

    private Misuse.Match match(SeenScore seen, SeenRule.Hit hit) {
        Measure measure = hit.measure();
        Optional<String> target = measure.target() == Measure.ALL ? Optional.empty()
                : Optional.of(subject.units().targets().get(measure.target()));
        return new Misuse.Match(hit.trial().map(this::mistake), hit.name(), measure.metric(), measure.standardised(),
                target, measure.score(), measure.distance(seen), seen.matches(measure.score()));
    }

    /**
     * One mistake of each kind, the first that is likely to explain what was seen or the first at all; then those of several kinds.
     *
     * @param likely those that may explain what was seen
     */
    private List<Misuse.Mistake> mistakes(List<Misuse.Mistake> likely) {
        Stream<Misuse.Mistake> firsts = Arrays.stream(Misuse.Kind.values())
                .flatMap(kind -> Stream.concat(likely.stream(), ofOneKind.stream())
                        .filter(mistake -> mistake.kinds().equals(List.of(kind))).limit(1));
        return Stream.of(firsts, ofSeveralKinds.stream(), likely.stream()).flatMap(mistakes -> mistakes).distinct()
                .toList();
    }

    private Misuse.Mistake mistake(Trial trial) {
        return new Misuse.Mistake(List.copyOf(trial.use().kinds()), trial.use().name(), trial.scores().all(),
                java.of(trial.use()), python.of(trial.use()));
    }
}
