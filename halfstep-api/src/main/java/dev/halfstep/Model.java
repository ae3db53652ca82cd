package dev.halfstep;

import dev.halfstep.calibrate.Ranges;
import dev.halfstep.certificate.Certificate;
import dev.halfstep.certificate.Digested;
import dev.halfstep.certificate.ModelPair;
import dev.halfstep.certify.Certifier;
import dev.halfstep.certify.CertifyOptions;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.evaluate.Decoder;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.explain.Explanation;
import dev.halfstep.file.WholeFile;
import dev.halfstep.format.ModelFormats;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.predict.RowPredictor;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.search.Ladder;
import dev.halfstep.search.Parts;
import dev.halfstep.search.RecipeSearch;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A model as its file has it: a network, float or quantized, and the pipeline that was fitted with it, where it carries one. What
 * is measured and run is always what was read back from the bytes of the file.
 */
public final class Model {

    private final byte[] bytes;
    private final Graph graph;
    private final Optional<Pipeline> pipeline;
    private final Optional<Plan> plan;

    private Model(byte[] bytes, Optional<Plan> plan) {
        this.bytes = bytes;
        this.plan = plan;
        graph = TfliteReader.read(bytes);
        pipeline = graph.text(Pipeline.METADATA_NAME).map(Pipeline::fromJson);
    }

    /**
     * Reads a {@code .tflite} file, or one of a format whose module is there: {@code halfstep-onnx}, {@code halfstep-keras}.
     *
     * @throws Problem if it cannot be read, is no model, or holds what is not supported
     */
    public static Model read(Path file) {
        byte[] bytes = WholeFile.read(file);
        try {
            return new Model(ModelFormats.tflite(file, bytes), Optional.empty());
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /**
     * Reads the network of a signature from a {@code .tflite} file that holds several. The model is that one alone.
     *
     * @throws Problem if it has no such signature, or as {@link #read(Path)}
     */
    public static Model read(Path file, String signature) {
        byte[] bytes = WholeFile.read(file);
        try {
            return of(TfliteReader.read(ModelFormats.tflite(file, bytes), signature));
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /**
     * The model of a network that was built or changed by hand.
     *
     * @throws Problem if it cannot be written as a file
     */
    public static Model of(Graph graph) {
        return new Model(TfliteWriter.toBytes(graph), Optional.empty());
    }

    /**
     * Writes the model as a {@code .tflite} file, whole or not at all.
     *
     * @throws Problem if it cannot be written
     */
    public void write(Path file) {
        WholeFile.write(file, bytes);
    }

    /** The content of the model's file. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The network. */
    public Graph graph() {
        return graph;
    }

    /** How a table's columns become what the model takes; empty for a model that did not come from a table. */
    public Optional<Pipeline> pipeline() {
        return pipeline;
    }

    /** What the model computes in. */
    public Precision precision() {
        return Precision.of(graph);
    }

    /** What was decided for each tensor when the model was quantized; empty for one that was read from a file. */
    public Optional<Plan> plan() {
        return plan;
    }

    /**
     * Quantizes a float model, calibrated on the training rows.
     *
     * @param data the table that the model was trained on, or another one with its columns
     * @throws Problem if the model is not a float model, carries another pipeline than the data's, has a part without an integer form,
     *         or is with no recipe as accurate as is asked for
     */
    public Model quantize(Data data, Quantization options) {
        requireSame(data);
        return quantized(options, Optional.of(data.trainingInputs()), Optional.of(data.trainingLabels()));
    }

    /**
     * Quantizes a float model, calibrated on rows as it takes them. There are no labels: a loss cannot be bounded, but a deviation.
     *
     * @param rows representative rows {@code [rows, ...]}, at least one
     * @throws Problem if the model is not a float model, the rows do not fit it, it has a part without an integer form, or is with no
     *         recipe as accurate as is asked for
     */
    public Model quantize(Tensor rows, Quantization options) {
        return quantized(options, Optional.of(rows), Optional.empty());
    }

    /**
     * Brings a float model to a precision that takes no calibration: float16 or dynamic-range.
     *
     * @throws Problem if the model is not a float model, or the precision needs calibration rows
     */
    public Model quantize(Quantization options) {
        return quantized(options, Optional.empty(), Optional.empty());
    }

    private Model quantized(Quantization options, Optional<Tensor> rows, Optional<Tensor> labels) {
        Graph network = Quantizer.floatNetwork(graph);
        Plan decided = plan(network, options, rows, labels);
        return new Model(TfliteWriter.toBytes(Quantizer.apply(network, decided)), Optional.of(decided));
    }

    private Plan plan(Graph network, Quantization options, Optional<Tensor> rows, Optional<Tensor> labels) {
        UnaryOperator<Recipe> suited = recipe -> recipe.withFeatureCodes(recipe.featureCodes() && pipeline.isPresent());
        Recipe recipe = options.recipe().orElseGet(() -> suited.apply(Recipe.DEFAULT));
        options.bound().ifPresent(bound -> RecipeSearch.requireChoice(options.precision(), bound));
        if (options.precision().needsCalibration() && rows.isEmpty()) {
            throw Problem.option("the precision " + options.precision().label() + " needs calibration rows")
                    .remedy(Phrase.of("give representative data with ").with(Setting.CALIBRATION));
        }
        if (options.bound().isEmpty()) {
            return rows.isPresent()
                    ? Quantizer.plan(network, options.precision(), options.edge(), recipe, rows.get())
                    : Quantizer.plan(network, options.precision(), options.edge(), recipe, Ranges.NONE);
        }
        Decoder decoder = pipeline.<Decoder>map(carried -> carried::inUnits).orElse((target, value) -> value);
        RecipeSearch search = RecipeSearch.of(network, options.precision(), options.edge(), options.bound().get(),
                Parts.of(network, rows.orElseThrow(), labels), decoder);
        List<Recipe> candidates = Ladder.withFeatureCodes(network, options.precision(), options.edge(), recipe, suited);
        return search.first(candidates, done -> {});
    }

    /**
     * Scores the model on the test rows.
     *
     * @throws Problem if the model carries another pipeline than the data's, there are no rows, or the model cannot be run
     */
    public Evaluation evaluate(Data data) {
        return evaluator(data).evaluate(graph);
    }

    /**
     * Scores the model on the test rows, and measures how far it deviates from a float model.
     *
     * @param floatModel the model that it was made from
     * @throws Problem as {@link #evaluate(Data)}
     */
    public Evaluation evaluate(Data data, Model floatModel) {
        return evaluator(data).against(floatModel.graph).evaluate(graph);
    }

    private Evaluator evaluator(Data data) {
        requireSame(data);
        return Evaluator.on(data.testInputs(), data.testLabels(), data.testLabelsInUnits(), data.pipeline()::inUnits);
    }

    /**
     * Explains on the test rows why a quantized model deviates from its float model, and what helps.
     *
     * @param floatModel the model that it was made from
     * @throws Problem as {@link #explain(Data, Model, ExplanationOptions)}
     */
    public Explanation explain(Data data, Model floatModel) {
        return explain(data, floatModel, ExplanationOptions.defaults());
    }

    /**
     * Explains on the test rows why a quantized model deviates from its float model, what mistakes in using it would score, how well
     * its codes fit the data, and what was tried and helped. Trials quantize on the training rows and are measured on the test rows;
     * of data that is not split, on four fifths and one fifth of the rows.
     *
     * @param floatModel the model that it was made from
     * @throws Problem if the model carries another pipeline than the data's, there are no rows, the two models are not one network, or
     *         what was seen is no score
     */
    public Explanation explain(Data data, Model floatModel, ExplanationOptions options) {
        requireSame(data);
        return new Inquiry(data, graph, floatModel.graph, options).answer();
    }

    /**
     * Proves how far a quantized model can be from its float model, for every input that can come: what the columns were in the training
     * rows. It ends when the bound is the worst there is, or after a minute.
     *
     * <pre>{@code
     * var bound = quantized.certify(model).certified().outputs().getFirst();
     * IO.println("at most " + bound.bound() + " off, and " + bound.witness().deviation() + " was found");
     * }</pre>
     *
     * @param floatModel the model that it was made from
     * @throws Problem as {@link #certify(Model, CertificateOptions)}
     */
    public Certificate certify(Model floatModel) {
        return certify(floatModel, CertificateOptions.defaults());
    }

    /**
     * Proves how far a quantized model can be from its float model, for every input of a domain. The certificate has the SHA-256 of both
     * models' files.
     *
     * @param floatModel the model that it was made from
     * @throws Problem if the two do not belong together, the domain does not fit them, or the models have a part of which nothing can
     *         be proven; it says what can be had instead
     */
    public Certificate certify(Model floatModel, CertificateOptions options) {
        var models = new ModelPair(Digested.of(Path.of("float.tflite"), floatModel.bytes),
                Digested.of(Path.of("quantized.tflite"), bytes));
        ModelDomain domain = ModelDomain.of(models.described(), options.spec());
        return Certificate.of(models, domain,
                Certifier.of(floatModel.graph, graph, domain.inputs(), models.units())
                        .certify(CertifyOptions.defaults().withTime(options.time())));
    }

    /**
     * Runs the model on rows as it takes them: real values in, real values out, whatever codes it uses.
     *
     * @param rows {@code [rows, ...]}, standardised where the model carries a pipeline
     * @throws Problem if they do not fit the model, or it cannot be run
     */
    public Predictor.Prediction predict(Tensor rows) {
        return Predictor.of(graph).predict(rows);
    }

    /**
     * A predictor that takes raw values of a table and gives the targets in their own units. It is not for several threads at once;
     * its {@link RowPredictor#copy() copies} are.
     *
     * @throws Problem if the model carries no pipeline, or cannot be run
     */
    public RowPredictor predictor() {
        return RowPredictor.of(graph);
    }

    Pipeline requirePipeline() {
        return pipeline.orElseThrow(() -> Problem.model("the model carries no pipeline, so it cannot take a raw table")
                .remedy("Give rows as the model takes them, or train a model from a table."));
    }

    private void requireSame(Data data) {
        if (!requirePipeline().encodesAs(data.pipeline())) {
            throw Problem.model("the model was made for other features, targets or target mappings than the data")
                    .at(data.table().source()).remedy("Read the table for this model.");
        }
    }
}
