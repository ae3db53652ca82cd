package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * No option of any command is read and ignored: each has a line here, with a situation in which it does not apply and what is said
 * then, or with the reason why it always does. A new option without a line fails.
 */
class OptionsWithoutUseTest {

    private static final Path CASES = Path.of("..", "core", "src", "test", "resources", "dev", "halfstep", "cases");

    @TempDir
    private static Path folder;

    private static final Map<String, String> FILES = new HashMap<>();

    /**
     * Command, option, and either {@code always} with the reason, or {@code refused} or {@code said} with arguments and a part of
     * what is printed. Of several lines for an option each is tried.
     */
    private static final String TABLE =
            """
                    study | --target | refused | TABLE --target nosuch -o OUT | no column 'nosuch'
                    study | --missing | always | cells of rows that are read later may hold it
                    study | --drop | refused | TABLE --target y1 --drop nosuch -o OUT | no column 'nosuch'
                    study | --map | refused | TABLE --target y1 --map nosuch=a:1 -o OUT | no column 'nosuch'
                    study | --one-hot | refused | TABLE --target y1 --one-hot nosuch -o OUT | no column 'nosuch'
                    study | --numeric | refused | TABLE --target y1 --numeric nosuch -o OUT | no column 'nosuch'
                    study | --decimal-comma | always | is how numbers are read
                    study | --thousands | always | is how numbers are read
                    study | --unit | always | is how numbers are read
                    study | --comment | always | is how the file is read
                    study | --encoding | always | is how the file is read
                    study | --no-header | always | is how the file is read
                    study | --date | refused | TABLE --target y1 --date nosuch -o OUT | no column 'nosuch'
                    study | --split | refused | TABLE --target y1 --split 1 -o OUT | no rows to test on
                    study | --split-seed | always | picks the rows of the split
                    study | --fit-on | always | says which rows means are taken over
                    study | --hidden | always | is the network
                    study | --loss | always | is what training makes small
                    study | --epochs | always | is how long training goes on
                    study | --batch-size | always | is how training goes on
                    study | --learning-rate | always | is how training goes on
                    study | --validation-split | always | holds rows out
                    study | --patience | refused | TABLE --target y1 --patience 3 --validation-split 0 -o OUT | --patience has no effect here
                    study | --seed | always | draws the first weights
                    study | --recipe | always | some of the precisions are calibrated
                    study | --headroom | always | some of the precisions are calibrated
                    study | --ranges | always | hidden layers or a shared input of some precisions have ranges
                    study | --ranges | refused | TABLE --target y1 --ranges domain -o OUT | ranges of a domain are made for one model
                    study | --input-codes | always | some of the precisions have integer inputs
                    study | --fitting | always | networks are chains of dense layers
                    study | --width | always | networks are chains of dense layers
                    study | --vernier | always | networks are chains of dense layers
                    study | --keep-float | refused | TABLE --target y1 --drop y2 --epochs 1 --hidden none --keep-float FULLY_CONNECTED -o OUT | is integer throughout
                    study | --per-tensor | always | weights of some precisions are codes
                    study | --target-mapping | always | is how the target is bent
                    study | --certify | refused | TABLE --target y1 --drop y2 --target-mapping all --certify 1s -o OUT | --certify has no effect where mappings are compared
                    study | --output | always | is where files go
                    study | --json | always | is where the result goes
                    train | --target | refused | TABLE --target nosuch -o OUT | no column 'nosuch'
                    train | --missing | always | cells of rows that are read later may hold it
                    train | --drop | refused | TABLE --target y1 --drop nosuch -o OUT | no column 'nosuch'
                    train | --map | refused | TABLE --target y1 --map nosuch=a:1 -o OUT | no column 'nosuch'
                    train | --one-hot | refused | TABLE --target y1 --one-hot nosuch -o OUT | no column 'nosuch'
                    train | --numeric | refused | TABLE --target y1 --numeric nosuch -o OUT | no column 'nosuch'
                    train | --decimal-comma | always | is how numbers are read
                    train | --thousands | always | is how numbers are read
                    train | --unit | always | is how numbers are read
                    train | --comment | always | is how the file is read
                    train | --encoding | always | is how the file is read
                    train | --no-header | always | is how the file is read
                    train | --date | refused | TABLE --target y1 --date nosuch -o OUT | no column 'nosuch'
                    train | --split | always | is remembered for what comes later
                    train | --split-seed | always | picks the rows of the split, and their order
                    train | --fit-on | always | says which rows means are taken over
                    train | --hidden | always | is the network
                    train | --loss | always | is what training makes small
                    train | --epochs | always | is how long training goes on
                    train | --batch-size | always | is how training goes on
                    train | --learning-rate | always | is how training goes on
                    train | --validation-split | always | holds rows out
                    train | --patience | refused | TABLE --target y1 --patience 3 --validation-split 0 -o OUT | --patience has no effect here
                    train | --seed | always | draws the first weights
                    train | --target-mapping | always | is how the target is bent
                    train | --output | always | is where the model goes
                    train | --json | always | is where the result goes
                    quantize | --precision | always | is what is made
                    quantize | --io | refused | TRAINED --precision float16 --io uint8 -o OUT | cannot have uint8 inputs and outputs
                    quantize | --io | refused | TRAINED --precision int8 --io int16 --calibrate TABLE -o OUT | cannot have int16 inputs and outputs
                    quantize | --calibrate | said | TRAINED --precision float16 --calibrate TABLE -o OUT | Not used: --calibrate, since
                    quantize | --calibrate | said | TRAINED --precision dynamic-range --calibrate TABLE -o OUT | Not used: --calibrate, since
                    quantize | --rows | said | TRAINED --precision float32 --rows test -o OUT | Not used: --rows, since
                    quantize | --rows | refused | NORM --precision int8 --calibrate NORM_X --rows test -o OUT | only the table that a model was trained on
                    quantize | --unseen | said | TRAINED --precision float16 --unseen zero -o OUT | Not used: --unseen, since
                    quantize | --missing | said | TRAINED --precision float16 --missing NA -o OUT | Not used: --missing, since
                    quantize | --decimal-comma | said | TRAINED --precision float16 --decimal-comma -o OUT | Not used: --decimal-comma, since
                    quantize | --thousands | said | TRAINED --precision float16 --thousands , -o OUT | Not used: --thousands, since
                    quantize | --unit | said | TRAINED --precision float16 --unit y=% -o OUT | Not used: --unit, since
                    quantize | --comment | said | TRAINED --precision float16 --comment # -o OUT | Not used: --comment, since
                    quantize | --encoding | said | TRAINED --precision float16 --encoding UTF-8 -o OUT | Not used: --encoding, since
                    quantize | --no-header | said | TRAINED --precision float16 --no-header -o OUT | Not used: --no-header, since
                    quantize | --unseen | refused | NORM --precision int8 --calibrate NORM_X --unseen zero -o OUT | --unseen has no effect here
                    quantize | --missing | refused | NORM --precision int8 --calibrate NORM_X --missing NA -o OUT | --missing has no effect here: it says how the cells
                    quantize | --decimal-comma | refused | NORM --precision int8 --calibrate NORM_X --decimal-comma -o OUT | --decimal-comma has no effect here: it says how the cells
                    quantize | --thousands | refused | NORM --precision int8 --calibrate NORM_X --thousands , -o OUT | --thousands has no effect here: it says how the cells
                    quantize | --unit | refused | NORM --precision int8 --calibrate NORM_X --unit y=% -o OUT | --unit has no effect here: it says how the cells
                    quantize | --comment | refused | NORM --precision int8 --calibrate NORM_X --comment # -o OUT | --comment has no effect here: it says how the cells
                    quantize | --encoding | refused | NORM --precision int8 --calibrate NORM_X --encoding UTF-8 -o OUT | --encoding has no effect here: it says how the cells
                    quantize | --no-header | refused | NORM --precision int8 --calibrate NORM_X --no-header -o OUT | --no-header has no effect here: it says how the cells
                    quantize | --recipe | said | TRAINED --precision float16 --recipe best -o OUT | Not used: --recipe, since
                    quantize | --headroom | refused | TRAINED --precision float16 --headroom 5% -o OUT | --headroom has no effect here: a model of precision float16
                    quantize | --headroom | refused | NORM --precision int8 --calibrate NORM_X --keep-float FULLY_CONNECTED --headroom 5% -o OUT | --headroom has no effect here: no node that writes an output
                    quantize | --output-range | refused | TRAINED --precision float16 --output-range 0,500 -o OUT | --output-range has no effect here: a model of precision float16
                    quantize | --output-range | refused | NORM --precision int8 --calibrate NORM_X --keep-float FULLY_CONNECTED --output-range 0,5 -o OUT | --output-range has no effect here: no node that writes an output
                    quantize | --output-range | refused | TRAINED --precision int8 --calibrate TABLE --output-range y2=0,5 -o OUT | there is no column 'y2'
                    quantize | --domain | refused | TRAINED --precision int8 --calibrate TABLE --domain age=1:2 -o OUT | --domain has no effect here
                    quantize | --domain | refused | TRAINED --precision int8 --calibrate TABLE --ranges domain --domain nosuch=1:2 -o OUT | there is no column 'nosuch'
                    quantize | --domain-from | refused | TRAINED --precision int8 --calibrate TABLE --domain-from TABLE -o OUT | --domain-from has no effect here
                    quantize | --ranges | refused | TRAINED --precision float16 --ranges domain -o OUT | --ranges has no effect here
                    quantize | --ranges | refused | NORM --precision int8 --calibrate NORM_X --ranges domain -o OUT | nothing is known of input 0
                    quantize | --ranges | refused | TRAINED --precision dynamic-range --ranges mse -o OUT | --ranges has no effect here
                    quantize | --ranges | refused | LINEAR --precision full-int8 --calibrate TABLE --ranges mse -o OUT | --ranges has no effect here: there are no hidden layers
                    quantize | --input-codes | refused | TRAINED --precision float32 --input-codes per-feature -o OUT | --input-codes has no effect here
                    quantize | --input-codes | refused | TRAINED --precision int8 --calibrate TABLE --input-codes per-feature -o OUT | its inputs are real values, which have no codes
                    quantize | --input-codes | refused | TRAINED --precision full-int8 --io float32 --calibrate TABLE --input-codes per-feature -o OUT | its inputs are real values
                    quantize | --input-codes | refused | TRAINED --precision int16x8 --io int16 --calibrate TABLE --input-codes per-feature -o OUT | its inputs have int16 codes, which share one scale
                    quantize | --fitting | refused | TWO --precision int8 --calibrate TWO_X --fitting thorough -o OUT | --fitting has no effect here: the network is not one dense layer
                    quantize | --fitting | refused | NORM --precision full-int8 --calibrate NORM_X --fitting thorough -o OUT | with codes of its own for each feature it would be
                    quantize | --width | refused | TWO --precision full-int8 --calibrate TWO_X --width 2 -o OUT | --width has no effect here: the network is not one dense layer
                    quantize | --width | refused | TRAINED --precision int16x8 --calibrate TABLE --width 2 -o OUT | --width has no effect here: it is for int8 activations
                    quantize | --width | said | TRAINED --precision int8 --calibrate TABLE --width 1.0001 -o OUT | Not spent: the multiply-adds that --width allows
                    quantize | --vernier | refused | TWO --precision full-int8 --calibrate TWO_X --vernier 4 --width 2 -o OUT | --width and --vernier have no effect here
                    quantize | --vernier | refused | TRAINED --precision float16 --vernier 4 --keep-float X --headroom 1% -o OUT | --headroom and --vernier have no effect here: a model of precision float16 has no activations in codes; --keep-float has no effect here
                    quantize | --keep-float | refused | TRAINED --precision float16 --keep-float FULLY_CONNECTED -o OUT | computes in float throughout
                    quantize | --per-tensor | refused | TRAINED --precision float16 --per-tensor -o OUT | --per-tensor has no effect here
                    quantize | --keep-float | refused | TRAINED --precision int8 --calibrate TABLE --keep-float NOSUCH -o OUT | no op and no tensor
                    quantize | --fine-tune | refused | TRAINED --precision int16x8 --calibrate TABLE --fine-tune float -o OUT | cannot be fine-tuned
                    quantize | --fine-tune | refused | NORM --precision full-int8 --calibrate NORM_X --fine-tune float -o OUT | fine-tun
                    quantize | --fine-tune-epochs | refused | TRAINED --precision int8 --calibrate TABLE --fine-tune-epochs 3 -o OUT | not towards what
                    quantize | --max-loss | refused | TRAINED --precision float16 --max-loss 1% -o OUT | not calibrated
                    quantize | --max-deviation | refused | TRAINED --precision float16 --max-deviation 1 -o OUT | not calibrated
                    quantize | --max-deviation | refused | TRAINED --precision int8 --calibrate TABLE --max-deviation 1 --fine-tune float -o OUT | without fine-tuning
                    quantize | --certified | refused | TRAINED --precision int8 --calibrate TABLE --max-loss 1% --certified -o OUT | --certified has no effect here
                    quantize | --certified | refused | TRAINED --precision int8 --calibrate TABLE --certified -o OUT | --certified has no effect here
                    quantize | --time | refused | TRAINED --precision int8 --calibrate TABLE --max-deviation 1 --time 3s -o OUT | --time has no effect here
                    quantize | --output | always | is where the model goes
                    quantize | --json | always | is where the result goes
                    quantize | --signature | refused | TRAINED --precision float16 --signature nosuch -o OUT | nosuch
                    evaluate | --data | always | is what is evaluated on
                    evaluate | --labels | always | are other labels than the table's
                    evaluate | --target | refused | NORM --data NORM_X --target y | an array holds no labels
                    evaluate | --target | refused | TRAINED --data TABLE --target y2 | the model predicts [y1], not [y2]
                    evaluate | --rows | refused | NORM NORM_Q --data NORM_X --rows test | only the table that a model was trained on
                    evaluate | --unseen | refused | NORM NORM_Q --data NORM_X --unseen zero | --unseen has no effect here
                    evaluate | --missing | refused | NORM NORM_Q --data NORM_X --missing NA | --missing has no effect here: it says how the cells
                    evaluate | --decimal-comma | refused | NORM NORM_Q --data NORM_X --decimal-comma | --decimal-comma has no effect here: it says how the cells
                    evaluate | --thousands | refused | NORM NORM_Q --data NORM_X --thousands , | --thousands has no effect here: it says how the cells
                    evaluate | --unit | refused | NORM NORM_Q --data NORM_X --unit y=% | --unit has no effect here: it says how the cells
                    evaluate | --comment | refused | NORM NORM_Q --data NORM_X --comment # | --comment has no effect here: it says how the cells
                    evaluate | --encoding | refused | NORM NORM_Q --data NORM_X --encoding UTF-8 | --encoding has no effect here: it says how the cells
                    evaluate | --no-header | refused | NORM NORM_Q --data NORM_X --no-header | --no-header has no effect here: it says how the cells
                    evaluate | --json | always | is where the result goes
                    evaluate | --signature | refused | TRAINED --data TABLE --signature nosuch | nosuch
                    certify | --signature | refused | TRAINED TRAINED_Q --signature nosuch | nosuch
                    certify | --domain | refused | TRAINED TRAINED_Q --domain nosuch=1:2 | there is no column 'nosuch'
                    certify | --domain | refused | TRAINED TRAINED_Q --check TABLE --domain age=1:2 | --domain has no effect with --check
                    certify | --domain-from | refused | TRAINED TRAINED_Q --check TABLE --domain-from TABLE --time 3s | --domain-from, --time have no effect with --check
                    certify | --monotone | refused | TRAINED TRAINED_Q --check TABLE --monotone age:up | --monotone has no effect with --check
                    certify | --time | refused | TRAINED TRAINED_Q --check TABLE --time 3s | --time has no effect with --check
                    certify | --check | refused | TRAINED TRAINED_Q --check TABLE | this is no certificate that can be read
                    certify | --output | refused | TRAINED TRAINED_Q --check TABLE -o OUT | -o has no effect with --check
                    certify | --embed | refused | TRAINED TRAINED_Q --check TABLE --embed OUT | --embed has no effect with --check
                    certify | --json | always | is where the result goes
                    predict | --data | always | is what is predicted for
                    predict | --rows | refused | NORM --data NORM_X --rows test -o OUT | only the table that a model was trained on
                    predict | --unseen | refused | NORM --data NORM_X --unseen zero -o OUT | --unseen has no effect here
                    predict | --missing | refused | NORM --data NORM_X --missing NA -o OUT | --missing has no effect here: it says how the cells
                    predict | --decimal-comma | refused | NORM --data NORM_X --decimal-comma -o OUT | --decimal-comma has no effect here: it says how the cells
                    predict | --thousands | refused | NORM --data NORM_X --thousands , -o OUT | --thousands has no effect here: it says how the cells
                    predict | --unit | refused | NORM --data NORM_X --unit y=% -o OUT | --unit has no effect here: it says how the cells
                    predict | --comment | refused | NORM --data NORM_X --comment # -o OUT | --comment has no effect here: it says how the cells
                    predict | --encoding | refused | NORM --data NORM_X --encoding UTF-8 -o OUT | --encoding has no effect here: it says how the cells
                    predict | --no-header | refused | NORM --data NORM_X --no-header -o OUT | --no-header has no effect here: it says how the cells
                    predict | --output | always | is where predictions go
                    predict | --json | always | is where the result goes
                    predict | --signature | refused | TRAINED --data TABLE --signature nosuch -o OUT | nosuch
                    encode | --data | always | is what is encoded
                    encode | --labels | refused | NORM --data NORM_X --labels LABELS -o OUT | carries no pipeline
                    encode | --rows | refused | NORM --data NORM_X --rows train -o OUT | only the table that a model was trained on
                    encode | --unseen | refused | NORM --data NORM_X --unseen zero -o OUT | --unseen has no effect here
                    encode | --missing | refused | NORM --data NORM_X --missing NA -o OUT | --missing has no effect here: it says how the cells
                    encode | --decimal-comma | refused | NORM --data NORM_X --decimal-comma -o OUT | --decimal-comma has no effect here: it says how the cells
                    encode | --thousands | refused | NORM --data NORM_X --thousands , -o OUT | --thousands has no effect here: it says how the cells
                    encode | --unit | refused | NORM --data NORM_X --unit y=% -o OUT | --unit has no effect here: it says how the cells
                    encode | --comment | refused | NORM --data NORM_X --comment # -o OUT | --comment has no effect here: it says how the cells
                    encode | --encoding | refused | NORM --data NORM_X --encoding UTF-8 -o OUT | --encoding has no effect here: it says how the cells
                    encode | --no-header | refused | NORM --data NORM_X --no-header -o OUT | --no-header has no effect here: it says how the cells
                    encode | --output | always | is where codes go
                    encode | --json | always | is where the result goes
                    encode | --signature | refused | TRAINED_Q --data TABLE --signature nosuch -o OUT | nosuch
                    run | --input | refused | NORM --input NORM_X --input NORM_X --output OUT | not 2
                    run | --output | refused | NORM --input NORM_X --output OUT --output OTHER | not 2
                    run | --raw | always | a float model takes real values as they are
                    run | --json | always | is where the result goes
                    run | --signature | refused | NORM --input NORM_X --output OUT --signature nosuch | nosuch
                    inspect | --runtime | always | each model runs somehow
                    inspect | --json | always | is where the result goes
                    inspect | --signature | refused | NORM --signature nosuch | nosuch
                    explain | --data | always | is what is explained on
                    explain | --labels | refused | TRAINED TRAINED_Q --data TABLE --labels NORM_X | labels in an array go with rows in an array
                    explain | --target | refused | NORM NORM_Q --data NORM_X --target y | an array has no column y
                    explain | --target | refused | TRAINED TRAINED_Q --data TABLE --target y2 | the model predicts [y1], not [y2]
                    explain | --rows | refused | NORM NORM_Q --data NORM_X --rows test | only the table that a model was trained on
                    explain | --unseen | refused | NORM NORM_Q --data NORM_X --unseen zero | --unseen has no effect here
                    explain | --missing | refused | NORM NORM_Q --data NORM_X --missing NA | --missing has no effect here: it says how the cells
                    explain | --decimal-comma | refused | NORM NORM_Q --data NORM_X --decimal-comma | --decimal-comma has no effect here: it says how the cells
                    explain | --thousands | refused | NORM NORM_Q --data NORM_X --thousands , | --thousands has no effect here: it says how the cells
                    explain | --unit | refused | NORM NORM_Q --data NORM_X --unit y=% | --unit has no effect here: it says how the cells
                    explain | --comment | refused | NORM NORM_Q --data NORM_X --comment # | --comment has no effect here: it says how the cells
                    explain | --encoding | refused | NORM NORM_Q --data NORM_X --encoding UTF-8 | --encoding has no effect here: it says how the cells
                    explain | --no-header | refused | NORM NORM_Q --data NORM_X --no-header | --no-header has no effect here: it says how the cells
                    explain | --seen | refused | NORM NORM_Q --data NORM_X --seen 3 | cannot be told without labels
                    explain | --group-by | always | the input is grouped, too, where layers cannot be told apart
                    explain | --advice | refused | TRAINED_Q --data TABLE --advice thorough | --advice has no effect here
                    explain | --calibrate | refused | TRAINED_Q --data TABLE --calibrate TABLE | --calibrate has no effect here
                    explain | --calibrate | refused | TRAINED TRAINED_Q --data TABLE --calibrate TABLE --advice none | --calibrate has no effect here
                    explain | --report | always | is where the report goes
                    explain | --json | always | is where the result goes
                    explain | --signature | refused | TRAINED TRAINED_Q --data TABLE --signature nosuch | nosuch
                    export | --to | always | is what is written
                    export | --output | always | is where files go
                    export | --name | refused | TRAINED_Q --to c --name 3x -o OUT | cannot begin the names of C functions
                    export | --name | refused | TRAINED --to onnx --name x -o OUT | --name has no effect here: it is for --to c
                    export | --layout | refused | TRAINED --to onnx --layout plain -o OUT | --layout has no effect here: it is for --to c
                    export | --rounding | refused | CODES --to c --rounding tflm -o OUT | has no effect here
                    export | --rounding | refused | TRAINED --to onnx --rounding tflm -o OUT | --rounding has no effect here: it is for --to c
                    export | --size-for | refused | TRAINED --to onnx --size-for rv32 -o OUT | --size-for has no effect here: it is for --to c
                    export | --form | refused | TRAINED_Q --to c --form qdq -o OUT | --form has no effect here: it is for --to onnx
                    export | --form | refused | TRAINED --to onnx --form qlinear -o OUT | --form has no effect here: the model computes with real values
                    export | --signed-weights | refused | TRAINED --to onnx --signed-weights -o OUT | --signed-weights has no effect here
                    export | --signed-weights | refused | TRAINED_Q --to onnx --form exact --signed-weights -o OUT | --signed-weights has no effect here
                    export | --float-io | refused | TRAINED --to onnx --float-io -o OUT | --float-io has no effect here
                    export | --float-io | refused | TRAINED_Q --to onnx --float-io --with-pipeline -o OUT | --float-io has no effect here
                    export | --with-pipeline | refused | TRAINED_Q --to c --with-pipeline --float-io -o OUT | --float-io, --with-pipeline have no effect here
                    export | --with-pipeline | refused | NORM --to onnx --with-pipeline -o OUT | the model carries no pipeline
                    export | --json | always | is where the result goes
                    export | --signature | refused | TRAINED_Q --to c --signature nosuch -o OUT | nosuch
                    """;

    record Line(String command, String option, String kind, String arguments, String word) {

        static Line of(String text) {
            List<String> cells = Arrays.stream(text.split("\\|", -1)).map(String::strip).toList();
            return new Line(cells.get(0), cells.get(1), cells.get(2), cells.size() > 4 ? cells.get(3) : "",
                    cells.getLast());
        }

        @Override
        public String toString() {
            return command + " " + option + ": " + arguments;
        }
    }

    private static Stream<Line> lines() {
        return TABLE.lines().map(Line::of);
    }

    private static Stream<Line> situations() {
        return lines().filter(line -> !line.kind.equals("always"));
    }

    @BeforeAll
    static void makeModels() {
        Path table = Sample.make().write(folder.resolve("table.csv"));
        put("TABLE", table);
        put("LABELS", folder.resolve("labels"));
        put("OTHER", folder.resolve("other"));
        put("NORM", CASES.resolve("keras_normalization/norm.tflite"));
        put("CODES", CASES.resolveSibling("rounding").resolve("quantize_1_int8_int8.tflite"));
        put("NORM_X", CASES.resolve("keras_normalization/x.npy"));
        put("TWO", CASES.resolve("per_feature_ignored/two.tflite"));
        put("TWO_X", CASES.resolve("per_feature_ignored/x.npz"));
        put("TRAINED", folder.resolve("trained.tflite"));
        put("LINEAR", folder.resolve("linear.tflite"));
        put("TRAINED_Q", folder.resolve("trained-q.tflite"));
        put("NORM_Q", folder.resolve("norm-q.tflite"));
        Cli.done("train", table, "--target", "y1", "--drop", "y2", "--epochs", 1, "--hidden", "4", "-o",
                file("TRAINED"));
        Cli.done("train", table, "--target", "y1", "--drop", "y2", "--epochs", 1, "--hidden", "none", "-o",
                file("LINEAR"));
        Cli.done("quantize", file("TRAINED"), "--precision", "full-int8", "--calibrate", table, "-o",
                file("TRAINED_Q"));
        Cli.done("quantize", file("NORM"), "--precision", "full-int8", "--calibrate", file("NORM_X"), "-o",
                file("NORM_Q"));
    }

    private static String file(String name) {
        return Objects.requireNonNull(FILES.get(name), name);
    }

    private static void put(String name, Path file) {
        FILES.put(name, file.toString());
    }

    @Test
    void eachOptionHasItsLine() {
        var options = new ArrayList<String>();
        CommandLine all = Main.line(new Main());
        all.getSubcommands().forEach((name, command) -> command.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.inherited())
                .forEach(option -> options.add(name + " " + longest(option))));
        assertThat(lines().map(line -> line.command + " " + line.option).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(options);
    }

    private static String longest(OptionSpec option) {
        return option.longestName();
    }

    @ParameterizedTest
    @MethodSource("situations")
    void isNotIgnored(Line line) {
        Path out = folder.resolve("out");
        var arguments = new ArrayList<Object>(List.of(line.command));
        for (String word : line.arguments.split(" ", -1)) {
            arguments.add(word.equals("OUT") ? out : FILES.getOrDefault(word, word));
        }
        Cli.Result result = Cli.run(arguments.toArray());
        if (line.kind.equals("refused")) {
            assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(1);
            assertThat(result.err()).contains(line.word);
            assertThat(Files.isRegularFile(out)).isFalse();
        } else {
            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(result.out().replace('\n', ' ')).contains(line.word);
            assertThat(out.toFile().delete()).isTrue();
        }
    }
}
