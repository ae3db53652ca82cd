package dev.halfstep.c;

import dev.halfstep.c.net.NetworkSource;
import dev.halfstep.c.row.RowSource;
import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Tables;
import dev.halfstep.c.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A program that says whether a model's C computes what the model does. */
final class TestText {

    private final String name;
    private final NetworkSource network;
    private final Optional<RowSource> rows;
    private final List<Golden.Run> runs;
    private final List<Golden.Row> golden;
    private final List<String> targets;

    /** @param targets their names in the table; none without a pipeline */
    TestText(String name, NetworkSource network, Optional<RowSource> rows, List<Golden.Run> runs,
            List<Golden.Row> golden,
            List<String> targets) {
        this.name = name;
        this.network = network;
        this.rows = rows;
        this.runs = runs;
        this.golden = golden;
        this.targets = targets;
    }

    String program() {
        String text = """
                /* Says whether %s.c computes on this machine what the model does, and where it does not. */
                #include "%s.h"

                #include <stdio.h>

                #define RUNS %d
                %s%s
                /* The number of runs of the network that give other codes. */
                static int wrong_runs(void)
                {
                    int wrong = 0;
                    int run;
                    for (run = 0; run < RUNS; run++) {
                        int is_wrong = 0;
                        size_t i;
                %s        if (is_wrong) {
                            printf("run %%d gives other codes\\n", run + 1);
                            wrong++;
                        }
                    }
                    return wrong;
                }

                int main(void)
                {
                    const int wrong = wrong_runs()%s;
                    if (wrong != 0) {
                        puts("FAIL");
                        return 1;
                    }
                    printf("pass: %%d runs%s\\n", RUNS%s);
                %s    return 0;
                }
                """.formatted(name, name, runs.size(), codes(), rows.map(this::rowTables).orElse(""), compared(),
                rows.isPresent() ? " + wrong_rows()" : "", rows.isPresent() ? " and %d rows" : "",
                rows.isPresent() ? ", ROWS" : "", rows.map(this::firstRow).orElse(""));
        return Functions.withPrefix(text, name);
    }

    private String codes() {
        var text = new StringBuilder();
        for (int i = 0; i < network.inputTypes().size(); i++) {
            text.append(table(network.inputTypes().get(i), "given_" + network.inputName(i), i, Golden.Run::inputs));
        }
        for (int o = 0; o < network.outputTypes().size(); o++) {
            text.append(table(network.outputTypes().get(o), "wanted_" + network.outputName(o), o, Golden.Run::outputs));
        }
        return text.toString();
    }

    private String table(String type, String called, int index, Function<Golden.Run, List<long[]>> codes) {
        return "\nstatic const " + type + " " + called + "[RUNS][" + codes.apply(runs.getFirst()).get(index).length
                + "] = {" + runs.stream().map(run -> {
                    long[] all = codes.apply(run).get(index);
                    return "\n    {\n" + Tables.numbers(all.length, i -> Tables.integer(all[i])) + "}";
                }).collect(Collectors.joining(",")) + "\n};\n";
    }

    private String compared() {
        var text = new StringBuilder();
        var arguments = new ArrayList<String>();
        for (int i = 0; i < network.inputTypes().size(); i++) {
            arguments.add("given_" + network.inputName(i) + "[run]");
        }
        for (int o = 0; o < network.outputTypes().size(); o++) {
            text.append("        static ").append(network.outputTypes().get(o)).append(" ")
                    .append(network.outputName(o))
                    .append("[sizeof wanted_").append(network.outputName(o)).append("[0] / sizeof wanted_")
                    .append(network.outputName(o)).append("[0][0]];\n");
            arguments.add(network.outputName(o));
        }
        text.append(network.mayFail() ? "        is_wrong |= net_run(" : "        net_run(")
                .append(String.join(", ", arguments))
                .append(network.mayFail() ? ", NULL) != 0;\n" : ", NULL);\n");
        for (int o = 0; o < network.outputTypes().size(); o++) {
            String output = network.outputName(o);
            text.append("""
                            for (i = 0; i < sizeof OUT / sizeof OUT[0]; i++) {
                                is_wrong |= OUT[i] != wanted_OUT[run][i];
                            }
                    """.replace("OUT", output));
        }
        return text.toString();
    }

    private String rowTables(RowSource source) {
        String values = golden.stream().map(row -> {
            var fields = new ArrayList<String>();
            for (int c = 0; c < row.values().length; c++) {
                fields.add(source.literal(c, row.values()[c]));
            }
            return "    {" + String.join(", ", fields) + "}";
        }).collect(Collectors.joining(",\n"));
        String predictions = golden.stream().map(row -> {
            var numbers = new ArrayList<String>();
            for (double prediction : row.predictions()) {
                numbers.add(Text.number(prediction));
            }
            return "    {" + String.join(", ", numbers) + "}";
        }).collect(Collectors.joining(",\n"));
        String compared = source.targetFields().stream()
                .map(field -> "differs(result." + field + ", wanted[row][" + source.targetFields().indexOf(field)
                        + "])")
                .collect(Collectors.joining(" || "));
        return """

                #define ROWS %d
                static const net_row rows[ROWS] = {
                %s
                };

                static const double wanted[ROWS][%d] = {
                %s
                };

                /* Where double has 32 bits, predictions are as exact as that lets them be. */
                static int differs(double given, double expected)
                {
                    const double off = given < expected ? expected - given : given - expected;
                    const double size = expected < 0 ? -expected : expected;
                    return sizeof(double) < 8 ? off > 1e-4 * (size + 1) : off > 0 || given != given;
                }

                /* The number of rows for which something else is predicted. */
                static int wrong_rows(void)
                {
                    int wrong = 0;
                    int row;
                    for (row = 0; row < ROWS; row++) {
                        net_result result;
                        if (net_predict(&rows[row], &result) != 0 || %s) {
                            printf("row %%d predicts something else\\n", row + 1);
                            wrong++;
                        }
                    }
                    return wrong;
                }
                """.formatted(golden.size(), values, targets.size(), predictions, compared);
    }

    private String firstRow(RowSource source) {
        var text = new StringBuilder(
                "    {\n        net_result result;\n        (void)net_predict(&rows[ROWS - 1], &result);\n");
        for (int t = 0; t < targets.size(); t++) {
            text.append("        printf(\"the last row predicts %s %g\\n\", ").append(Text.literal(targets.get(t)))
                    .append(", result.").append(source.targetFields().get(t)).append(");\n");
        }
        return text.append("    }\n").toString();
    }
}
