package dev.halfstep.report.page;

import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.budget.Source;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.subject.Advice;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Interface;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Explanations of the kind that are found, without the search for them. */
final class MadeUpExplanation {

    private static final List<Source> SOURCES = List.of(
            new Source(Source.Kind.OUTPUT_CLIPPING, 0), new Source(Source.Kind.OUTPUT_ROUNDING, 0),
            new Source(Source.Kind.INPUT_CLIPPING, 0), new Source(Source.Kind.INPUT_ROUNDING, 0),
            new Source(Source.Kind.ACTIVATION_ROUNDING, 1), new Source(Source.Kind.WEIGHTS, 1),
            new Source(Source.Kind.WEIGHTS, 2), new Source(Source.Kind.BIASES, 1),
            new Source(Source.Kind.RESCALING, 0), new Source(Source.Kind.ACTIVATION_CLIPPING, 1));
    private static final double[] PARTS = {0.412, 0.243, 0.171, 0.103, 0.072, 0.045, 0.021, 0.0004, 0.00002, -0.06742};

    private MadeUpExplanation() {}

    static Explanation of(Subject subject) {
        return new Explanation(budget(subject), misuse(subject), use(subject), advice(),
                new Advice.Trials(3, 107, false));
    }

    /** Nothing found at all. */
    static Explanation empty(Subject subject) {
        Budget full = budget(subject);
        var budget = new Budget(full.reference(), full.rows(), 0, Figure.ZERO, Figure.ZERO, Figure.ZERO, Figure.ZERO,
                List.of(), full.worst());
        return new Explanation(budget, Optional.empty(), new CodeUse(subject.rows(), List.of(), List.of(), List.of()),
                List.of(), Advice.Trials.NONE);
    }

    static Budget budget(Subject subject) {
        float[] quantized = subject.prediction().values().values();
        float[] floats = subject.floatValues().orElse(subject.prediction().values()).values();
        var decoder = subject.units().decoder();
        double unit = decoder.inUnits(0, 1) - decoder.inUnits(0, 0);
        double total = 1e-12 + IntStream.range(0, quantized.length)
                .mapToDouble(i -> Math.pow(quantized[i] - floats[i], 2)).average().orElse(0);
        var shares = new ArrayList<Budget.Share>();
        for (int i = 0; i < PARTS.length; i++) {
            double share = total * PARTS[i];
            shares.add(new Budget.Share(SOURCES.get(i).name(), List.of(SOURCES.get(i)), squared(share, unit),
                    squared(total * 0.004, unit), scaled(Math.sqrt(total - share) * 0.7, unit), squared(share, unit)));
        }
        int worst = IntStream.range(0, quantized.length).boxed()
                .max(Comparator.comparingDouble(i -> Math.abs(quantized[i] - floats[i]))).orElseThrow();
        int row = worst / subject.targets();
        int target = worst % subject.targets();
        return new Budget(subject.reference().isPresent() ? Budget.Reference.FLOAT_MODEL : Budget.Reference.OWN_WEIGHTS,
                Math.min(4000, subject.rows()), 256, squared(total, unit), squared(total * 0.3, unit),
                scaled(Math.sqrt(total) * 0.7, unit), scaled(Math.sqrt(total) * 0.35, unit), shares,
                new Budget.Worst(subject.rowNumber(row), target,
                        new Figure(decoder.inUnits(target, floats[worst]), floats[worst]),
                        new Figure(decoder.inUnits(target, quantized[worst]), quantized[worst]), shares.getFirst()));
    }

    private static Figure scaled(double standardised, double unit) {
        return new Figure(standardised * unit, standardised);
    }

    private static Figure squared(double standardised, double unit) {
        return new Figure(standardised * unit * unit, standardised);
    }

    private static Optional<Misuse> misuse(Subject subject) {
        if (subject.labels().isEmpty()) {
            return Optional.empty();
        }
        var correct = new Misuse.Scored(new Figure(2.98542, 0.57203), new Figure(3.92481, 0.75202),
                new Figure(0.326, 0.326));
        var raw = new Misuse.Mistake(List.of(Misuse.Kind.RAW_OUTPUT_CODES), "output codes taken for values",
                new Misuse.Scored(new Figure(522.13107, 100.0452), new Figure(530.70118, 101.6873),
                        new Figure(-12000, -12000)),
                "Codes codes = (Codes) interpreter.run(input);\nTensor values = codes.dequantize();",
                "out = interpreter.get_tensor(o['index'])\nvalues = o['quantization'][0] * (out.astype(np.float32) - o['quantization'][1])");
        var truncated = new Misuse.Mistake(List.of(Misuse.Kind.TRUNCATED_INPUTS),
                "input codes cut off instead of rounded",
                new Misuse.Scored(new Figure(3.01173, 0.57707), new Figure(3.9511, 0.75706),
                        new Figure(0.317, 0.317)),
                "Codes codes = quantization.quantize(rows, DType.UINT8);\ninterpreter.run(codes);",
                "codes = np.round(x / scale + zero_point)\ninterpreter.set_tensor(i['index'], np.clip(codes, 0, 255).astype(np.uint8))");
        var match = new Misuse.Match(Optional.of(raw), raw.name(), Misuse.Metric.MAE, true, Optional.empty(), 100.0452,
                0.0452 / 100.0452, true);
        var near = new Misuse.Match(Optional.empty(), "the model", Misuse.Metric.RMSE, false, Optional.empty(), 3.92481,
                96.07519 / 3.92481, false);
        var verdict = new Misuse.Verdict("100", 100, 0.5, Misuse.Standing.MISTAKE, List.of(match, near));
        return Optional.of(new Misuse(correct, List.of(raw, truncated), Optional.of(verdict)));
    }

    private static CodeUse use(Subject subject) {
        Interface edges = Interface.of(subject.quantized());
        Optional<Domain> input = edges.inputs().getFirst().domain();
        Optional<Domain> output = edges.outputs().getFirst().domain();
        var inputs = new ArrayList<CodeUse.Column>();
        var units = subject.units();
        input.ifPresent(domain -> IntStream.range(0, units.features().size()).forEach(f -> {
            var feature = units.features().get(f);
            double[] values = IntStream.range(0, subject.rows())
                    .mapToDouble(row -> feature.inUnits(subject.inputs().values()[row * units.features().size() + f]))
                    .toArray();
            inputs.add(column(subject, feature.name(), values, feature.inUnits(domain.min()),
                    feature.inUnits(domain.max()), feature.factor() * domain.step(), false));
        }));
        var outputs = new ArrayList<CodeUse.Column>();
        output.ifPresent(domain -> TargetValues.of(subject).forEach(target -> {
            int t = outputs.size();
            double low = units.decoder().inUnits(t, domain.min());
            double high = units.decoder().inUnits(t, domain.max());
            outputs.add(column(subject, target.name(), target.reference().orElse(target.quantized()), low, high,
                    (high - low) / 255, true));
        }));
        var hidden = new CodeUse.Layer("dense_1", 0, 6.4, 64, 3, 0, 0.0004, new CodeUse.Histogram(0, 8,
                LongStream.range(0, 128).map(i -> Math.round(9000 * Math.exp(-i / 9.0))).boxed().toList()));
        var last = new CodeUse.Layer("prediction", -1.5, 2.3, 1, 0, 1, 0.0093, new CodeUse.Histogram(-1.4, 3.1,
                LongStream.range(0, 50).map(i -> Math.round(30 * Math.exp(-Math.pow((i - 15) / 9.0, 2)))).boxed()
                        .toList()));
        return new CodeUse(subject.rows(), inputs, outputs, output.isPresent() ? List.of(hidden, last) : List.of());
    }

    private static CodeUse.Column column(Subject subject, String name, double[] values, double low, double high,
            double step, boolean target) {
        double smallest = IntStream.range(0, values.length).mapToDouble(i -> values[i]).min().orElseThrow();
        double largest = IntStream.range(0, values.length).mapToDouble(i -> values[i]).max().orElseThrow();
        List<CodeUse.Outside> outside = IntStream.range(0, values.length)
                .filter(row -> values[row] < low || values[row] > high)
                .mapToObj(row -> new CodeUse.Outside(subject.rowNumber(row), values[row],
                        values[row] < low ? values[row] - low : values[row] - high))
                .sorted(Comparator.comparingDouble((CodeUse.Outside o) -> Math.abs(o.by())).reversed()).toList();
        int used = (int) Math.clamp((Math.min(high, largest) - Math.max(low, smallest)) / step + 1, 1, 256);
        List<CodeUse.RangeCost> ranges = !target ? List.of()
                : List.of(new CodeUse.RangeCost(CodeUse.Alternative.AS_IS, low, high, step, 0.000427, 0.0061),
                        new CodeUse.RangeCost(CodeUse.Alternative.DATA, smallest, largest, step, 0.00063, 0),
                        new CodeUse.RangeCost(CodeUse.Alternative.BEST, low, largest, step, 0.00054, 0.00004));
        return new CodeUse.Column(name, low, high, step, smallest, largest, 256, used,
                outside.stream().limit(CodeUse.Column.MOST_ROWS).toList(), outside.size(), target ? 2 : 0, ranges);
    }

    private static List<Advice> advice() {
        return List.of(
                new Advice("Widen the output's range by 5 % at each end, for rows beyond those seen.",
                        "./halfstep quantize float32.tflite --precision full-uint8 --calibrate wages.csv --headroom 5% -o better.tflite",
                        new Figure(0.02757, 0.00528), new Figure(0.02101, 0.00403), new Figure(0.50844, 0.09742),
                        new Figure(0.06112, 0.01171), 8704),
                new Advice("Spend seconds on choosing codes by what they do to the output.",
                        "./halfstep quantize float32.tflite --precision full-uint8 --calibrate wages.csv --recipe best -o better.tflite",
                        new Figure(0.02757, 0.00528), new Figure(0.02448, 0.00469), new Figure(0.50844, 0.09742),
                        new Figure(0.4987, 0.09556), 8704));
    }
}
