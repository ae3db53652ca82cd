package dev.halfstep.c.row;

import dev.halfstep.c.net.Network;
import dev.halfstep.c.row.ColumnSource.EnumNames;
import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Identifiers;
import dev.halfstep.c.text.Types;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What makes codes of a row of raw values, and values in the targets' units of codes. */
public final class RowSource {

    /** Macros of the source that an enumerator could be called as. */
    private static final String[] MACROS = {"FOUR_ROWS", "TO_INT8", "TO_INT16", "TO_UINT8", "NO_DSP", "OWN_SCRATCH",
            "NO_OWN_SCRATCH", "CMSIS_NN"};

    private static final String RUN = """
                    net_run(input, output, memory);
                    net_decode(output, result);
            """;
    private static final String RUN_OR_FAIL = """
                    wrong = -net_run(input, output, memory);
                    if (wrong == 0) {
                        net_decode(output, result);
                    }
            """;

    private final List<ColumnSource> columns = new ArrayList<>();
    private final List<TargetSource> targets = new ArrayList<>();
    private final CodedInput input;
    private final String outputType;
    /** Asked for before the functions that they call are written. */
    private final String encoding;
    private final String decoding;
    private final boolean mayFail;

    private RowSource(Pipeline pipeline, Port in, TensorInfo coded, Port out, TensorInfo given, String prefix,
            boolean mayFail, Functions functions) {
        this.mayFail = mayFail;
        input = new CodedInput(in, coded, pipeline.features().size(), functions);
        outputType = Types.of(given.dtype());
        addColumns(pipeline, prefix, functions);
        var results = new Identifiers("end", "outside");
        for (int t = 0; t < pipeline.targets().size(); t++) {
            targets.add(
                    new TargetSource(pipeline.targets().get(t), t, results.lower(pipeline.targets().get(t).name()), out,
                            given.dtype(), given.quantization().orElseThrow(), functions));
        }
        encoding = columns.stream().map(ColumnSource::encoding).collect(Collectors.joining());
        decoding = targets.stream().map(TargetSource::decoding).collect(Collectors.joining());
    }

    /**
     * What is around a network.
     *
     * @param pipeline that goes with the graph
     * @param mayFail whether there are codes for which the network has no value
     * @throws dev.halfstep.problem.Problem if a target's mapping has no C
     */
    public static RowSource of(Graph graph, Network network, Pipeline pipeline, String prefix,
            boolean mayFail, Functions functions) {
        Interface edges = Interface.of(graph);
        return new RowSource(pipeline, edges.inputs().getFirst(), network.inputTensors().getFirst(),
                edges.outputs().getFirst(), network.outputTensors().getFirst(), prefix, mayFail,
                functions);
    }

    private void addColumns(Pipeline pipeline, String prefix, Functions functions) {
        String macro = prefix.toUpperCase(Locale.ROOT);
        var fields = new Identifiers();
        var types = new Identifiers();
        var enumerators = new Identifiers(
                Arrays.stream(MACROS).map(name -> macro + "_" + name).toArray(String[]::new));
        int feature = 0;
        for (InputColumn column : pipeline.inputs()) {
            String field = fields.lower(column.column());
            List<String> texts = ColumnSource.texts(column);
            List<String> names = texts.stream().map(text -> enumerators.upper(prefix + "_" + field,
                    Identifiers.isEmpty(text) ? "category" : text)).toList();
            var enums = new EnumNames(types.lower(prefix + "_" + field + "_category"), names,
                    texts.isEmpty() ? "" : enumerators.upper(prefix + "_" + field, "unseen"));
            int count = column.features().size();
            columns.add(new ColumnSource(column, columns.size() + 1, field, enums, feature,
                    pipeline.features().subList(feature, feature + count),
                    Optional.ofNullable(pipeline.notation().forms().get(column.column())), input, functions));
            feature += count;
        }
    }

    /** The names of a row's fields, in its order. */
    public List<String> fields() {
        return columns.stream().map(ColumnSource::field).toList();
    }

    /** The names of a result's fields, in the order of the targets. */
    public List<String> targetFields() {
        return targets.stream().map(TargetSource::field).toList();
    }

    /** How many texts a column has; 0 for one of numbers. */
    public int texts(int column) {
        return columns.get(column).texts().size();
    }

    /** A value of a column as C has it. */
    public String literal(int column, double value) {
        return columns.get(column).literal(value);
    }

    private static <T> String each(List<T> all, Function<T, String> line) {
        return all.stream().map(line).collect(Collectors.joining());
    }

    /** What the header says of rows. */
    public String declarations() {
        return """
                %s/* A row of raw values, as the table has them. */
                typedef struct {
                %s} net_row;

                /* For each column -1 where its value lies below what codes can stand for, 1 where it lies above, otherwise 0. */
                typedef struct {
                %s} net_outside;

                /* What is predicted. */
                typedef struct {
                %s    struct {
                %s    } end; /* -1 or 1 where a value stands at the lower or the upper end of what codes can stand for */
                    net_outside outside;
                } net_result;

                /* Predicts. Gives 0, or the number of the first column, from 1, whose value is none: not a number, or no category.%s */
                int net_predict(const net_row *row, net_result *result);

                /* The codes of a row; gives what net_predict does. */
                int net_encode(const net_row *row, %s *input, net_outside *outside);

                /* Values and ends of codes that came out. */
                void net_decode(const %s *output, net_result *result);

                """
                .formatted(each(columns, ColumnSource::enumeration), each(columns, ColumnSource::declaration),
                        each(columns, column -> "    int8_t " + column.field() + ";\n"),
                        each(targets, TargetSource::declaration),
                        each(targets, target -> "        int8_t " + target.field() + ";\n"),
                        mayFail ? "\n   Below 0 it is minus the number of a layer that has no value for the row: see net_run." : "",
                        input.cType(), outputType);
    }

    /** The functions of rows, behind those of the network. */
    public String definitions() {
        String variables = (encoding.contains("    x = ") ? "    float x;\n" : "")
                + (encoding.contains("&side") ? "    int8_t side;\n    int8_t inner;\n" : "");
        return """

                int net_encode(const net_row *row, %s *input, net_outside *outside)
                {
                %s%s
                    return 0;
                }
                %s
                void net_decode(const %s *output, net_result *result)
                {
                    float real;
                %s}

                int net_predict(const net_row *row, net_result *result)
                {
                    %s input[NET_INPUTS];
                    %s output[NET_OUTPUTS];
                #ifdef NET_NO_OWN_SCRATCH
                    net_scratch scratch;
                    net_scratch *const memory = &scratch;
                #else
                    net_scratch *const memory = NULL;
                #endif
                    %sint wrong = net_encode(row, input, &result->outside);
                    if (wrong == 0) {
                %s    }
                    return wrong;
                }
                """.formatted(input.cType(), variables, encoding,
                each(targets, TargetSource::constants), outputType, decoding, input.cType(), outputType,
                mayFail ? "" : "const ",
                mayFail ? RUN_OR_FAIL : RUN);
    }
}
