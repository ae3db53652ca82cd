package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that are wrong, and those that ask for help. */
class WrongUsageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-",
            textBlock = """
                    -                               | halfstep          | Missing required subcommand
                    --debug                         | halfstep          | Missing required subcommand
                    stduy t.csv                     | halfstep          | there is no command 'stduy'. The commands are study, train, quantize, evaluate, predict, encode, run, inspect, explain, certify, export.
                    --vers                          | halfstep          | there is no option '--vers'. Did you mean --version?
                    study                           | halfstep study    | Missing required options and parameters: '--target=COL', 'DATA'
                    study t.csv                     | halfstep study    | Missing required option: '--target=COL'
                    study t.csv --target            | halfstep study    | Missing required parameter for option '--target' (COL)
                    study t.csv --target y --epohcs | halfstep study    | there is no option '--epohcs'. Did you mean --epochs?
                    study t.csv u.csv --target y    | halfstep study    | 'u.csv' is one argument too many.
                    study t.csv --target y --split a | halfstep study   | Invalid value for option '--split': 'a' is not a double
                    study t.csv --target y --epochs 1.5 | halfstep study | Invalid value for option '--epochs': '1.5' is not an int
                    study t.csv --target y --loss l1 | halfstep study   | Invalid value for option '--loss': expected one of [MAE, MSE, HUBER] (case-insensitive) but was 'l1'
                    study t.csv --target y --fit-on test | halfstep study | Invalid value for option '--fit-on': expected one of [TRAIN, ALL] (case-insensitive) but was 'test'
                    study t.csv --target y --target-mapping sqrt | halfstep study | Invalid value for option '--target-mapping': there is no target mapping 'sqrt'. Choose one of linear, log, yeo-johnson, quantile, all.
                    train t.csv --target y          | halfstep train    | Missing required option: '--output=F.tflite'
                    train t.csv --target y -o m.tflite --target-mapping all | halfstep train | Invalid value for option '--target-mapping': there is no target mapping 'all'. Choose one of linear, log, yeo-johnson, quantile.
                    quantize m.tflite -o q.tflite   | halfstep quantize | Missing required option: '--precision=P'
                    quantize m.tflite -o q.tflite --precision int4 | halfstep quantize | Invalid value for option '--precision': there is no precision 'int4'. Choose one of float32, float16, dynamic-range, int8, full-uint8, full-int8, int16x8.
                    quantize m.tflite -o q.tflite --precision int8 --io int4 | halfstep quantize | Invalid value for option '--io': there is no type 'int4'; choose one of float32, float16, uint8, int8, int16, int32, int64
                    evaluate --data t.csv           | halfstep evaluate | Missing required parameter: 'MODEL'
                    evaluate m.tflite               | halfstep evaluate | Missing required option: '--data=DATA'
                    predict m.tflite -o out.csv     | halfstep predict  | Missing required option: '--data=DATA'
                    predict m.tflite --data t.csv -o o.csv --rows some | halfstep predict | Invalid value for option '--rows': 'some' is no choice of rows. Choose train, test or all.
                    predict m.tflite --data t.csv -o o.csv --unseen no | halfstep predict | Invalid value for option '--unseen': expected one of [ERROR, ZERO] (case-insensitive) but was 'no'
                    encode m.tflite --data t.csv    | halfstep encode   | Missing required option: '--output=X.npy'
                    run m.tflite --input x.npy      | halfstep run      | Missing required option: '--output=Y.npy'
                    certify f.tflite                | halfstep certify  | Missing required parameter: 'QUANTIZED'
                    certify f.tflite q.tflite --time soon | halfstep certify | Invalid value for option '--time': 'soon' is no time; write 60s, 5m or 1h
                    inspect                         | halfstep inspect  | Missing required parameter: 'MODEL'
                    inspect a.tflite b.tflite       | halfstep inspect  | 'b.tflite' is one argument too many.
                    """)
    void isWrong(String line, String help, String message) {
        Object[] arguments = line == null ? new Object[0] : line.split(" ");
        assertThat(Cli.wrongUsage(help, arguments)).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"study", "train", "quantize", "evaluate", "predict", "encode", "run", "inspect", "certify"})
    void helpOfACommand(String command) {
        Cli.Result help = Cli.done(command, "--help");
        assertThat(help.out()).startsWith("Usage: halfstep " + command + " ").contains("--json=FILE",
                "Write the result as JSON");
        assertThat(help.err()).isEmpty();
        assertThat(Cli.done("--help").out()).contains("\n  " + command + " ");
    }

    @Test
    void version() {
        Cli.Result version = Cli.done("--version");
        assertThat(version.out()).matches("halfstep \\S.*\n");
        assertThat(version.err()).isEmpty();
    }

    @Test
    void debugShowsWhereAProblemArose() {
        Cli.Result result = Cli.run("inspect", "no-such-file.tflite", "--debug");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).startsWith("halfstep: no-such-file.tflite: there is no such file. Check the path.\n")
                .contains("\tat dev.halfstep.");
    }
}
