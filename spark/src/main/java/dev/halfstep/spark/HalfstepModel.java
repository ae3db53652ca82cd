package dev.halfstep.spark;

import dev.halfstep.pipeline.Unseen;
import dev.halfstep.predict.RowScorer;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A model that carries its pipeline, as a stage of Spark ML: adds a column with the prediction for each target, in its unit, to rows
 * whose columns are found by their names. The same rows have the same predictions as with the {@code predict} command, however they
 * are partitioned.
 *
 * <p>
 * The model is sent to each executor once, and prepared there once for all tasks; rows are scored in blocks.
 */
public final class HalfstepModel extends Transformer implements MLWritable {

    private static final long serialVersionUID = 1;

    private final String uid;
    private final byte[] bytes;
    private final RowScorer scorer;

    private final Param<String> handleInvalid;
    private final Param<String> handleUnseen;
    private final Param<String> predictionPrefix;
    private final Param<String> codesCol;
    private final Param<String> outsideCol;
    private final Param<String> outsideByCol;
    private final Param<String> reasonCol;
    private final IntParam blockSize;

    private transient @Nullable Sent sent;

    /** What was sent last: to where, and how it takes unseen texts. */
    private record Sent(SparkContext to, Unseen unseen, Broadcast<RowScorer> scorer) {}

    HalfstepModel(String uid, byte[] bytes) {
        this.uid = uid;
        this.bytes = bytes;
        scorer = RowScorer.of(bytes);
        // Not where they are declared: a parameter asks for the uid.
        handleInvalid = param("handleInvalid", HandleInvalid.ERROR.label(),
                "what becomes of a row that cannot be scored: error, skip, or keep (no prediction)");
        handleUnseen = param("handleUnseen", label(Unseen.ERROR),
                "what becomes of a text that did not occur in training: error (the row cannot be scored), or zero (no category)");
        predictionPrefix = param("predictionPrefix", "predicted_",
                "what stands before a target's name in that of its predictions");
        codesCol = param("codesCol", "", "column for what the model's output holds, an array; empty for none");
        outsideCol = param("outsideCol", "",
                "column for which side is outside of the model's codes: input, output, or input and output; empty for none");
        outsideByCol = param("outsideByCol", "",
                "column for which columns and targets are outside of the model's codes, by how much; empty for none");
        reasonCol = param("reasonCol", "", "column for why a row has no prediction; empty for none");
        blockSize = new IntParam(this, "blockSize", "how many rows are scored at once");
        setDefault(blockSize, Blocks.USUAL);
    }

    private Param<String> param(String name, String usual, String doc) {
        var param = new Param<String>(this, name, doc);
        setDefault(param, usual);
        return param;
    }

    /**
     * The model in a file that Halfstep wrote.
     *
     * @param path as Spark takes paths: of the default file system, or with another one's scheme
     * @throws Problem if it cannot be read, is no model, or carries no pipeline
     */
    public static HalfstepModel fromFile(String path) {
        return fromFile(SparkSession.active(), path);
    }

    private static HalfstepModel fromFile(SparkSession spark, String path) {
        try {
            return fromBytes(ModelStore.read(spark, path));
        } catch (Problem problem) {
            throw problem.onlyAt(path);
        }
    }

    /**
     * A model from the bytes of such a file.
     *
     * @throws Problem if they are no model, or it carries no pipeline
     */
    public static HalfstepModel fromBytes(byte[] file) {
        return new HalfstepModel(Identifiable.randomUID("halfstep"), file.clone());
    }

    /** Loads what {@link #save} saved; {@link #fromFile} reads a model's own file. */
    public static HalfstepModel load(String path) {
        return read().load(path);
    }

    /** As Spark ML finds the reader of a saved stage. */
    public static MLReader<HalfstepModel> read() {
        return new ModelStore.Reader();
    }

    @Override
    public MLWriter write() {
        return new ModelStore.Writer(this);
    }

    /**
     * Writes the model alone, as a file for any other runtime.
     *
     * @param path as Spark takes paths; a file that is there is replaced
     */
    public void toFile(String path) {
        ModelStore.write(SparkSession.active(), path, bytes);
    }

    /** The names of what it predicts. */
    public List<String> targets() {
        return scorer.targets();
    }

    /** The model's file. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /**
     * Makes the model a function of SQL, with {@link #setHandleInvalid error} for rows that cannot be scored; see
     * {@link #register(SparkSession, String)}.
     *
     * @param path of the model's file
     */
    public static void register(SparkSession spark, String name, String path) {
        fromFile(spark, path).register(spark, name);
    }

    /**
     * Makes this model a function of SQL that takes a struct with the model's columns, by their names: {@code score(struct(*))}. It
     * gives a number, or a struct of numbers where there are several targets; null where a row cannot be scored and such rows are
     * kept.
     *
     * @throws Problem if such rows are skipped, which a function cannot do
     */
    public void register(SparkSession spark, String name) {
        if (invalid() == HandleInvalid.SKIP) {
            throw Problem.option("a function gives something for each row, so it cannot skip any")
                    .remedy("Set handleInvalid to keep for null, and filter.");
        }
        List<String> targets = scorer.targets();
        StructType several = new StructType();
        for (String target : targets) {
            several = several.add(target, DataTypes.DoubleType, true);
        }
        DataType type = targets.size() == 1 ? DataTypes.DoubleType : several;
        spark.udf().register(name, new ScoreFunction(sent(spark), invalid(), zone(spark)), type);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        SparkSession spark = dataset.sparkSession();
        var tables = RowTables.of(dataset.schema(), scorer.pipeline(), false, zone(spark));
        return dataset.toDF().mapPartitions(
                new ScoreBlocks(sent(spark), tables, columns(), invalid(), getBlockSize()), Encoders.row(schema));
    }

    @Override
    public StructType transformSchema(StructType schema) {
        // Refuses what a pipeline of stages should refuse before anything runs.
        RowTables.of(schema, scorer.pipeline(), false, ZoneId.of("UTC"));
        return columns().schema(schema);
    }

    private OutputColumns columns() {
        String prefix = getPredictionPrefix();
        return new OutputColumns(scorer.targets().stream().map(target -> prefix + target).toList(), getCodesCol(),
                getOutsideCol(), getOutsideByCol(), getReasonCol());
    }

    private synchronized Broadcast<RowScorer> sent(SparkSession spark) {
        SparkContext to = spark.sparkContext();
        Sent last = sent;
        if (last == null || !last.to.equals(to) || last.unseen != unseen()) {
            last = new Sent(to, unseen(),
                    JavaSparkContext.fromSparkContext(to).broadcast(scorer.withUnseen(unseen())));
            sent = last;
        }
        return last.scorer;
    }

    static ZoneId zone(SparkSession spark) {
        return ZoneId.of(spark.conf().get("spark.sql.session.timeZone"), ZoneId.SHORT_IDS);
    }

    SharedModel shared() {
        return new SharedModel(uid, bytes, unseen(), invalid() != HandleInvalid.ERROR);
    }

    private HandleInvalid invalid() {
        return HandleInvalid.of(getHandleInvalid());
    }

    private Unseen unseen() {
        for (Unseen policy : Unseen.values()) {
            if (label(policy).equals(getHandleUnseen())) {
                return policy;
            }
        }
        throw Problem.option(Quoted.of(getHandleUnseen()) + " says nothing of unseen texts")
                .remedy("Choose error or zero.");
    }

    private static String label(Unseen policy) {
        return policy.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public HalfstepModel copy(ParamMap extra) {
        return copyValues(new HalfstepModel(uid, bytes), extra);
    }

    @Override
    public String uid() {
        return uid;
    }

    public Param<String> handleInvalid() {
        return handleInvalid;
    }

    public String getHandleInvalid() {
        return getOrDefault(handleInvalid);
    }

    /** What becomes of a row that cannot be scored: {@code error}, {@code skip}, or {@code keep} for no prediction. */
    public HalfstepModel setHandleInvalid(String value) {
        set(handleInvalid, value);
        return this;
    }

    public Param<String> handleUnseen() {
        return handleUnseen;
    }

    public String getHandleUnseen() {
        return getOrDefault(handleUnseen);
    }

    /** What becomes of a text that did not occur in training: {@code error}, the row cannot be scored, or {@code zero}, it is no category. */
    public HalfstepModel setHandleUnseen(String value) {
        set(handleUnseen, value);
        return this;
    }

    public Param<String> predictionPrefix() {
        return predictionPrefix;
    }

    public String getPredictionPrefix() {
        return getOrDefault(predictionPrefix);
    }

    /** What stands before a target's name in that of its predictions' column. */
    public HalfstepModel setPredictionPrefix(String value) {
        set(predictionPrefix, value);
        return this;
    }

    public Param<String> codesCol() {
        return codesCol;
    }

    public String getCodesCol() {
        return getOrDefault(codesCol);
    }

    /** The column for what the model's output holds, an array of integers; none as long as it is empty. */
    public HalfstepModel setCodesCol(String value) {
        set(codesCol, value);
        return this;
    }

    public Param<String> outsideCol() {
        return outsideCol;
    }

    public String getOutsideCol() {
        return getOrDefault(outsideCol);
    }

    /** The column for which side is outside of the model's codes, as {@code predict} names it; none as long as it is empty. */
    public HalfstepModel setOutsideCol(String value) {
        set(outsideCol, value);
        return this;
    }

    public Param<String> outsideByCol() {
        return outsideByCol;
    }

    public String getOutsideByCol() {
        return getOrDefault(outsideByCol);
    }

    /** The column for which columns and targets are outside of the model's codes, by how much; none as long as it is empty. */
    public HalfstepModel setOutsideByCol(String value) {
        set(outsideByCol, value);
        return this;
    }

    public Param<String> reasonCol() {
        return reasonCol;
    }

    public String getReasonCol() {
        return getOrDefault(reasonCol);
    }

    /** The column for why a row has no prediction; none as long as it is empty. */
    public HalfstepModel setReasonCol(String value) {
        set(reasonCol, value);
        return this;
    }

    public IntParam blockSize() {
        return blockSize;
    }

    public int getBlockSize() {
        return (int) getOrDefault(blockSize);
    }

    /** How many rows are scored at once. */
    public HalfstepModel setBlockSize(int value) {
        set(blockSize, value);
        return this;
    }
}
