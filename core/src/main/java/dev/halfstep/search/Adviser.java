package dev.halfstep.search;

import dev.halfstep.calibrate.RangeMethod;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.explain.subject.Advice;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.problem.Mention;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tries what could bring a quantized model closer to its float model, and advises what did. Each trial is a quantize command;
 * its model is written, read back and run on rows that it was not quantized on.
 */
public final class Adviser {

    /** Less is not worth a command. */
    private static final double LEAST_GAIN = 0.03;

    /** What the largest deviation must lose where the mean one does not gain. */
    private static final double LEAST_GAIN_OF_LARGEST = 0.25;

    private final Request request;
    private final Graph network;
    private final Precision precision;
    /** None for a model of several inputs or outputs. */
    private final @Nullable Tensor reference;
    private final Gap before;

    /** How much time trials may take. */
    public enum Effort {
        /** No trials. */
        NONE,
        /** Those that take milliseconds. */
        QUICK,
        /** All, some seconds each. */
        THOROUGH
    }

    /**
     * What advice is wanted for.
     *
     * @param quantized the model as it is
     * @param floatModel the model it was made from
     * @param calibration rows to quantize on {@code [rows, ...]}, one array for each input
     * @param measured rows to measure on {@code [rows, ...]}, the same
     * @param setAside whether those were part of the same data, left out when quantizing
     * @param ownInput whether the model's input is made by Halfstep, so that each feature may have codes of its own
     * @param command how a trial is written as a command
     */
    public record Request(Graph quantized, Graph floatModel, List<Value> calibration, List<Value> measured,
            boolean setAside, Units units, boolean ownInput, CommandLine command) {

        public Request {
            calibration = List.copyOf(calibration);
            measured = List.copyOf(measured);
        }

        /** For a model of one input. */
        public Request(Graph quantized, Graph floatModel, Tensor calibration, Tensor measured, boolean setAside,
                Units units, boolean ownInput, CommandLine command) {
            this(quantized, floatModel, List.of(calibration), List.of(measured), setAside, units, ownInput, command);
        }
    }

    /** Writes a trial as a command. */
    @FunctionalInterface
    public interface CommandLine {

        /**
         * The command.
         *
         * @param options the settings that make the trial what it is, in their order
         */
        String of(Precision precision, Optional<DType> edge, List<Mention> options);
    }

    /**
     * What came of it.
     *
     * @param advice what helped, the most first
     */
    public record Result(List<Advice> advice, Advice.Trials trials) {

        /** Nothing was tried. */
        public static final Result NONE = new Result(List.of(), Advice.Trials.NONE);
    }

    private record Trial(String what, Precision precision, DType edge, Recipe recipe, List<Mention> options) {}

    private Adviser(Request request) {
        this.request = request;
        network = Quantizer.floatNetwork(request.floatModel);
        precision = Precision.of(request.quantized);
        boolean several = network.inputs().size() > 1 || network.outputs().size() > 1;
        reference = several ? null : predicted(network);
        if (reference != null && reference.values().length == 0) {
            throw Problem.model("there is nothing to advise on for a model that predicts no values");
        }
        before = gap(request.quantized);
    }

    /**
     * Tries and advises.
     *
     * @param progress is told how much of the work is done, from 0 to 1
     */
    public static Result advise(Request request, Effort effort, DoubleConsumer progress) {
        return effort == Effort.NONE ? Result.NONE : new Adviser(request).advise(effort, progress);
    }

    private Result advise(Effort effort, DoubleConsumer progress) {
        List<Trial> trials = trials(effort);
        var advice = new ArrayList<Advice>();
        for (int t = 0; t < trials.size(); t++) {
            int done = t;
            tried(trials.get(t), share -> progress.accept((done + share) / trials.size())).ifPresent(advice::add);
        }
        advice.sort(Comparator.comparingDouble(a -> a.after().inUnits()));
        return new Result(List.copyOf(advice),
                new Advice.Trials(trials.size(), request.measured.getFirst().shape().extent(0),
                        request.setAside));
    }

    private List<Trial> trials(Effort effort) {
        var trials = new ArrayList<Trial>();
        if (precision.needsCalibration()) {
            DType edge = edge();
            add(trials, "Use all rows, and codes chosen by what they do to the output", edge, Recipe.DEFAULT,
                    Setting.RECIPE.as("default"));
            add(trials, "Leave room for outputs beyond those of the rows", edge,
                    Recipe.DEFAULT.withHeadroom(0.1),
                    Setting.HEADROOM.as("10%"));
            if (Quantizer.canFit(network, precision, edge, adapted(Recipe.DEFAULT))) {
                fitted(trials, edge, effort);
            } else {
                add(trials, "Choose ranges by the squared error of their codes", edge,
                        Recipe.DEFAULT.withRanges(RangeMethod.MSE), Setting.RANGES.as("mse"));
                add(trials, "Choose scales as TensorFlow's converter does", edge, Recipe.TENSORFLOW,
                        Setting.RECIPE.as("tensorflow"));
            }
            if (!request.ownInput && Quantizer.whyNoFeatureCodes(network, precision, edge, Recipe.DEFAULT).isEmpty()) {
                ownCodes(trials, edge, effort);
            }
            List<String> normalising = FeaturePaths.of(network, network.inputs().getFirst()).normalising();
            if (edge == DType.FLOAT32 && !normalising.isEmpty()) {
                trials.add(new Trial("Leave in float what normalises the features", precision, edge,
                        adapted(Recipe.DEFAULT).withKeepFloat(normalising),
                        normalising.stream().map(Setting.KEEP_FLOAT::as).toList()));
            }
            if (request.units.targets().size() > 1 && network.outputs().size() == 1 && precision != Precision.INT16X8) {
                String output = network.tensor(network.outputs().getFirst()).name();
                trials.add(new Trial("Leave the last layer in float, so that its outputs share no scale",
                        Precision.INT8, DType.FLOAT32, adapted(Recipe.DEFAULT).withKeepFloat(List.of(output)),
                        List.of(Setting.KEEP_FLOAT.as(output))));
            }
            if (precision != Precision.INT16X8) {
                DType other = Precision.INT16X8.edges().getFirst();
                trials.add(new Trial("Use 16-bit activations, where the device has them", Precision.INT16X8, other,
                        adapted(Recipe.DEFAULT), List.of()));
            }
        }
        if (precision != Precision.FLOAT32 && precision != Precision.FLOAT16) {
            trials.add(new Trial("Compute in float with weights of half precision, where the device has floats",
                    Precision.FLOAT16, DType.FLOAT32, Recipe.DEFAULT, List.of()));
        }
        return trials;
    }

    /** Codes of features change what somebody else's code has to feed, so that they are tried beside one scale for all. */
    private void ownCodes(List<Trial> trials, DType edge, Effort effort) {
        Mention own = Setting.INPUT_CODES.as("per-feature");
        trials.add(new Trial("Give each feature codes of its own, which whoever feeds the model then makes", precision,
                edge, Recipe.DEFAULT, List.of(own)));
        if (effort == Effort.THOROUGH) {
            trials.add(new Trial("Give each feature codes of its own, and spend seconds on choosing them", precision,
                    edge, Recipe.BEST, List.of(Setting.RECIPE.as("best"), own)));
        }
    }

    private void fitted(List<Trial> trials, DType edge, Effort effort) {
        if (request.ownInput) {
            add(trials, "Leave room, and give the output four copies, whose mean has four times the resolution", edge,
                    Recipe.DEFAULT.withHeadroom(0.1).withVernier(4), Setting.HEADROOM.as("10%"),
                    Setting.VERNIER.as("4"));
        }
        if (effort == Effort.THOROUGH) {
            add(trials, "Spend seconds on choosing codes", edge, Recipe.BEST, Setting.RECIPE.as("best"));
            add(trials, "Allow half as many multiply-adds more", edge, Recipe.BEST.withWidth(1.5),
                    Setting.RECIPE.as("best"), Setting.WIDTH.as("1.5"));
            if (request.ownInput) {
                add(trials, "Allow twice the multiply-adds and sixteen copies of the output", edge,
                        Recipe.BEST.withWidth(2).withVernier(16), Setting.RECIPE.as("best"), Setting.WIDTH.as("2"),
                        Setting.VERNIER.as("16"));
            }
        }
    }

    private void add(List<Trial> trials, String what, DType edge, Recipe recipe, Mention... options) {
        trials.add(new Trial(what, precision, edge, adapted(recipe), List.of(options)));
    }

    private Recipe adapted(Recipe recipe) {
        return request.ownInput ? recipe : recipe.withFeatureCodes(false);
    }

    /** As the model has it, where that is a choice. */
    private DType edge() {
        DType given = request.quantized.inputTensors().getFirst().dtype();
        return precision.edges().contains(given) ? given : precision.edges().getFirst();
    }

    private Optional<Advice> tried(Trial trial, DoubleConsumer progress) {
        byte[] bytes;
        try {
            Plan plan = Quantizer.plan(network, trial.precision, trial.edge, trial.recipe,
                    Samples.of(request.calibration), progress);
            bytes = TfliteWriter.toBytes(Quantizer.apply(network, plan));
        } catch (Problem problem) {
            return Optional.empty(); // This network has no such form, so there is nothing to advise.
        }
        Gap after = gap(TfliteReader.read(bytes));
        if (!helps(after)) {
            return Optional.empty();
        }
        Optional<DType> edge = Optional.of(trial.edge).filter(type -> type != trial.precision.edges().getFirst());
        return Optional.of(new Advice(trial.what, request.command.of(trial.precision, edge, trial.options),
                before.mean(), after.mean(), before.largest(), after.largest(), bytes.length));
    }

    /** Closer in the mean, or not further in the mean and much closer where it was furthest. */
    private boolean helps(Gap after) {
        double mean = after.mean().inUnits() / before.mean().inUnits();
        double largest = after.largest().inUnits() / before.largest().inUnits();
        return mean < 1 - LEAST_GAIN || (mean < 1 + LEAST_GAIN && largest < 1 - LEAST_GAIN_OF_LARGEST);
    }

    private Gap gap(Graph model) {
        return reference == null ? Gap.ofOutputs(OutputGap.between(network, model, Samples.of(request.measured)))
                : Gap.between(reference, predicted(model), request.units);
    }

    private Tensor predicted(Graph model) {
        return Predictor.of(model).predict((Tensor) request.measured.getFirst()).values();
    }
}
