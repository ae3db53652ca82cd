package dev.halfstep.explain.misuse;

import dev.halfstep.evaluate.Decoder;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs a model as people use it, rightly or wrongly, and scores what they would make of its output. */
final class Trials {

    private final SampleRunner runner;
    private final Tensor inputs;
    private final Subject.Labels labels;
    private final Decoder decoder;
    private final int targets;
    private final boolean unitsKnown;
    private final LabelScores scores;

    Trials(Subject subject, Subject.Labels labels) {
        runner = SampleRunner.of(subject.quantized());
        inputs = subject.inputs();
        decoder = subject.units().decoder();
        targets = subject.targets();
        unitsKnown = subject.units().known();
        this.labels = labels;
        scores = new LabelScores(labels, targets);
    }

    /** What each way of using the model scores, but for those whose errors are no numbers. Ways with the same input share a run. */
    List<Trial> of(List<Use> uses) {
        Map<Use.Feed, List<Use>> byFeed = uses.stream()
                .collect(Collectors.groupingBy(Use::feed, LinkedHashMap::new, Collectors.toList()));
        var trials = new ArrayList<Trial>();
        byFeed.forEach((feed, same) -> {
            List<Value> outputs = run(feed);
            same.stream()
                    .map(use -> Trial.of(use, scored(read(outputs, use.reading().how()), use.comparison().how()),
                            unitsKnown))
                    .filter(trial -> trial.scores().isFinite()).forEach(trials::add);
        });
        return trials;
    }

    private List<Value> run(Use.Feed feed) {
        Tensor rows = feed.values().how().apply(inputs);
        int count = rows.shape().extent(0);
        int width = InputValues.width(rows);
        var outputs = new ArrayList<Value>();
        int block = runner.blockSize();
        for (int from = 0; from < count; from += block) {
            int to = Math.min(count, from + block);
            float[] values = Arrays.copyOfRange(rows.values(), from * width, to * width);
            Value encoded = feed.encoding().how().apply(Tensor.of(rows.shape().with(0, to - from), values));
            outputs.add(runner.run(List.of(encoded)).getFirst());
        }
        return outputs;
    }

    private float[] read(List<Value> outputs, Function<Value, float[]> reading) {
        var values = new float[labels.inUnits().length];
        int at = 0;
        for (Value output : outputs) {
            float[] block = reading.apply(output);
            System.arraycopy(block, 0, values, at, block.length);
            at += block.length;
        }
        return values;
    }

    /**
     * What predictions score.
     *
     * @param predicted standardised, all targets of the first row, then of the next
     */
    Scores scored(float[] predicted, Use.Comparison comparison) {
        var standardised = new double[predicted.length];
        var inUnits = new double[predicted.length];
        for (int i = 0; i < predicted.length; i++) {
            standardised[i] = predicted[i];
            inUnits[i] = decoder.inUnits(i % targets, predicted[i]);
        }
        return switch (comparison) {
            case OWN -> scores.of(inUnits, standardised);
            case OTHER_UNIT -> scores.of(standardised, inUnits);
            case ALL_PAIRS -> scores.ofAllPairs(inUnits, standardised);
        };
    }
}
