package dev.halfstep.problem;

/**
 * What a remedy can advise to set or to use, by a name of its own: whoever shows a {@link Problem} says it in the words of his
 * users, a program by the option's name, a command line by its flag.
 */
public enum Setting {
    /** Columns to be predicted. */
    TARGET("target"),
    /** Columns to be left out. */
    DROP("drop"),
    /** What the texts of a column stand for. */
    MAP("map"),
    /** Texts that mark a missing cell. */
    MISSING("missing"),
    /** Columns that hold categories. */
    ONE_HOT("oneHot"),
    /** Whether numbers have a decimal comma. */
    DECIMAL_COMMA("decimalComma"),
    /** What stands between thousands. */
    THOUSANDS("thousands"),
    /** The unit of a column's numbers. */
    UNIT("unit"),
    /** Columns of dates, of which parts are made. */
    DATE("date"),
    /** What lines begin with that are no records. */
    COMMENT("comment"),
    /** The character set of a text file. */
    ENCODING("encoding"),
    /** That the first line of a table is a row. */
    NO_HEADER("noHeader"),
    /** Share of the rows for training. */
    SPLIT("split"),
    /** Seed of the split. */
    SPLIT_SEED("splitSeed"),
    /** How targets are bent. */
    TARGET_MAPPING("targetMapping"),
    /** What becomes of categories that training did not see. */
    UNSEEN("unseen"),
    /** Which part of a table is meant. */
    ROWS("rows"),
    /** Rows that a model is given. */
    DATA("data"),
    /** An array of labels. */
    LABELS("labels"),
    /** An array for an input. */
    INPUT("input"),
    /** Adam's step size. */
    LEARNING_RATE("learningRate"),
    /** What a model computes in. */
    PRECISION("precision"),
    /** The type of a model's inputs and outputs. */
    EDGE("edge"),
    /** Representative rows. */
    CALIBRATION("calibration"),
    /** How codes are chosen. */
    RECIPE("recipe"),
    /** Whether each feature has codes of its own. */
    INPUT_CODES("featureCodes"),
    /** How ranges are made. */
    RANGES("ranges"),
    /** What is spent on choosing codes. */
    FITTING("fitting"),
    /** Whether each output of a dense layer has a weight scale of its own. */
    PER_CHANNEL("perChannelWeights"),
    /** What stays in float. */
    KEEP_FLOAT("keepFloat"),
    /** By how much ranges of outputs are widened. */
    HEADROOM("headroom"),
    /** What codes of outputs cover. */
    OUTPUT_RANGE("outputRange"),
    /** Copies of the output. */
    VERNIER("vernier"),
    /** How many multiply-adds may be spent. */
    WIDTH("width"),
    /** How much the mean absolute error may grow. */
    MAX_LOSS("maxLoss"),
    /** How far a row may deviate from the float model. */
    MAX_DEVIATION("maxDeviation"),
    /** What columns may be, where something is proven. */
    DOMAIN("domain"),
    /** Rows that show what columns may be. */
    DOMAIN_FROM("domainFrom"),
    /** Which network of a file is meant. */
    SIGNATURE("signature"),
    /** Where files go. */
    OUTPUT("folder"),
    /** Whether codes are given as they are, instead of real values. */
    RAW("raw"),
    /** Several inputs given as arrays. */
    SEVERAL_INPUTS("give an interpreter an array for each"),
    /** Codes given as they are, where only real values are taken. */
    RAW_CODES("an interpreter takes codes as they are"),
    /** The measuring of a model's error. */
    EVALUATION("an evaluation"),
    /** How encoded rows come into a NumPy file. */
    ENCODED_ROWS("rows as the pipeline encodes them"),
    /** How standardised labels come into a NumPy file. */
    STANDARDISED_LABELS("as the pipeline gives them");

    private final String words;

    Setting(String words) {
        this.words = words;
    }

    /** What the library calls it: for an option its name there. */
    public String words() {
        return words;
    }

    /** The setting, at no value in particular. */
    public Mention alone() {
        return new Mention(this, null);
    }

    /** The setting at a value, as a command or a remedy names it. */
    public Mention as(String value) {
        return new Mention(this, value);
    }
}
