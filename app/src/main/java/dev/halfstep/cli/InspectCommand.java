package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.halfstep.certificate.CarriedCertificate;
import dev.halfstep.certificate.Certificate;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.file.WholeFile;
import dev.halfstep.format.ModelFormats;
import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.model.ModelFile;
import dev.halfstep.op.Op;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.pipeline.DecodingTable;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.pipeline.Target;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.TextTable;
import dev.halfstep.report.text.InputCodesTable;
import dev.halfstep.report.text.MappingText;
import dev.halfstep.report.text.PortText;
import dev.halfstep.report.text.RuntimeText;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", mixinStandardHelpOptions = true,
        description = "What is in a model: inputs and outputs, tensors, ops, quantization, pipeline.")
final class InspectCommand implements Callable<Integer> {

    private static final int LONGEST_NAME = 56;

    @Parameters(paramLabel = "MODEL", description = "Any supported .tflite, .onnx, .keras or .h5 file.")
    private Path file = Path.of("");

    @Option(names = "--runtime",
            description = "How it runs here, too: with which kernels and why, and which ops as one step.")
    private boolean runtime;

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ModelFile model = signature.read(file);
        Optional<RuntimeText> running = runtime ? Optional.of(new RuntimeText(model.graph())) : Optional.empty();
        List<String> signatures = ModelFormats.signatures(WholeFile.read(file));
        json.write(() -> {
            ObjectNode result = result(model);
            signatures.forEach(result.putArray("signatures")::add);
            running.ifPresent(here -> result.set("runtime", here.json()));
            return result;
        });
        json.print(text(model, signatures) + running.map(here -> System.lineSeparator() + here).orElse(""));
        return Main.done();
    }

    private static String text(ModelFile model, List<String> signatures) {
        Graph graph = model.graph();
        var text = new StringBuilder(
                String.format("%s: %s bytes, %s%n", model.file(), Figures.count(model.bytes()), graph.description()));
        if (signatures.size() > 1) {
            text.append(String.format("signatures '%s'; --signature chooses one%n", String.join("', '", signatures)));
        }
        Interface edges = Interface.of(graph);
        edges.inputs().forEach(port -> text.append(PortText.of("input", port)));
        edges.outputs().forEach(port -> text.append(PortText.of("output", port)));
        var tensors = new TextTable("tensor", "type", "shape", "contents", "quantization");
        for (int t = 0; t < graph.tensors().size(); t++) {
            TensorInfo tensor = graph.tensor(t);
            tensors.row(t + " " + shortened(tensor.name()), tensor.dtype().label(), tensor.signature().toString(),
                    tensor.isConstant() ? "fixed" : "computed",
                    tensor.quantization().map(Quantization::toString).orElse(""));
        }
        text.append(System.lineSeparator()).append(tensors).append(System.lineSeparator());
        var nodes = new TextTable("op", "reads", "writes");
        for (Node node : graph.nodes()) {
            nodes.row(label(node.op()), node.inputs().toString(), written(graph, node));
        }
        text.append(nodes);
        if (graph.tensors().stream().anyMatch(tensor -> tensor.name().length() > LONGEST_NAME)) {
            text.append(String.format("--json has the names that are cut here (…) whole%n"));
        }
        model.pipeline().ifPresent(pipeline -> text.append(System.lineSeparator()).append(text(pipeline)));
        edges.inputs().stream().flatMap(port -> port.features().stream()).forEach(
                codes -> text.append(System.lineSeparator()).append(new InputCodesTable(codes, model.pipeline())));
        text.append(certificate(graph));
        if (model.pipeline().filter(pipeline -> !model.decodingTables(pipeline).isEmpty()).isPresent()) {
            text.append(String.format("--json lists what each output code stands for in the target's unit%n"));
        }
        return text.toString();
    }

    /** What a certificate in the model says, as it stands there. */
    private static String certificate(Graph graph) {
        return CarriedCertificate.of(graph).map(carried -> System.lineSeparator() + Paragraph.of(
                "It carries a certificate: no further from " + carried.floatModel() + " than "
                        + carried.bounds().entrySet().stream()
                                .map(bound -> Figures.of(bound.getValue()) + " (" + bound.getKey() + ")")
                                .collect(Collectors.joining(", "))
                        + " in its domain; certify --check makes sure of it."))
                .orElse("");
    }

    /** Indices of the tensors that a node writes, with their names. */
    private static String written(Graph graph, Node node) {
        return node.outputs().stream().map(t -> t + " " + shortened(graph.tensor(t).name()))
                .collect(Collectors.joining(", "));
    }

    /** Converters join the names of all layers that they fuse: a whole one would make every line of a table as long. */
    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    private static String label(Op op) {
        return op instanceof FullyConnected dense ? op.name() + " " + dense.activation().name().toLowerCase(Locale.ROOT)
                : op.name();
    }

    private static String text(Pipeline pipeline) {
        var table = new TextTable("pipeline", "from", "mean", "deviation");
        int feature = 0;
        for (InputColumn input : pipeline.inputs()) {
            for (String name : input.features()) {
                Scaling scaling = pipeline.features().get(feature++);
                table.row(name, origin(input), Figures.of(scaling.mean()), Figures.of(scaling.deviation()));
            }
        }
        for (Target target : pipeline.targets()) {
            table.row(target.name(), MappingText.of(target.mapping()), Figures.of(target.mean()),
                    Figures.of(target.deviation()));
        }
        if (pipeline.isFromElsewhere()) {
            return table + "made of what the model's own file does to its columns" + System.lineSeparator();
        }
        return table + String.format(Locale.ROOT, "trained on a share of %s of its table's rows, split seed %d%n",
                pipeline.origin().split().share(), pipeline.origin().split().seed());
    }

    private static String origin(InputColumn input) {
        return switch (input) {
            case InputColumn.Numeric numeric ->
                "number" + numeric.filled().map(number -> ", " + Figures.of(number) + " if missing").orElse("");
            case InputColumn.Mapped mapped -> mapped.values().toString();
            case InputColumn.Date date -> "part of " + date.column();
            case InputColumn.OneHot oneHot -> "level of " + oneHot.column();
        };
    }

    private static ObjectNode result(ModelFile model) {
        Graph graph = model.graph();
        ObjectNode result = ResultJson.object().put("file", model.file().toString()).put("bytes", model.bytes())
                .put("description", graph.description());
        addIndices(result.putArray("inputs"), graph.inputs());
        addIndices(result.putArray("outputs"), graph.outputs());
        ArrayNode tensors = result.putArray("tensors");
        for (int t = 0; t < graph.tensors().size(); t++) {
            TensorInfo tensor = graph.tensor(t);
            ObjectNode entry = tensors.addObject().put("index", t).put("name", tensor.name())
                    .put("type", tensor.dtype().label()).put("constant", tensor.isConstant());
            addShape(entry.putArray("shape"), tensor.signature().toArray());
            tensor.quantization().ifPresent(q -> addQuantization(entry.putObject("quantization"), q));
        }
        ArrayNode nodes = result.putArray("ops");
        for (Node node : graph.nodes()) {
            ObjectNode entry = nodes.addObject().put("op", node.op().name());
            if (node.op() instanceof FullyConnected dense) {
                entry.put("activation", dense.activation().name().toLowerCase(Locale.ROOT));
            }
            addIndices(entry.putArray("inputs"), node.inputs());
            addIndices(entry.putArray("outputs"), node.outputs());
        }
        graph.metadata().keySet().forEach(result.putArray("metadata")::add);
        graph.text(Certificate.METADATA_NAME).filter(text -> CarriedCertificate.of(graph).isPresent())
                .ifPresent(text -> result.putRawValue("certificate", new RawValue(text)));
        EdgeCoding.of(graph).text().ifPresent(edge -> result.putRawValue("interface", new RawValue(edge)));
        model.pipeline().ifPresent(p -> {
            result.putRawValue("pipeline", new RawValue(p.toJson()));
            addDecoding(result.putArray("decoding"), model.decodingTables(p));
        });
        return result;
    }

    private static void addDecoding(ArrayNode array, List<DecodingTable> tables) {
        for (DecodingTable table : tables) {
            ObjectNode entry = array.addObject().put("target", table.target()).put("type", table.type().label())
                    .put("firstCode", table.type().min());
            table.values().forEach(entry.putArray("values")::add);
        }
    }

    private static void addIndices(ArrayNode array, List<Integer> indices) {
        indices.forEach(array::add);
    }

    private static void addShape(ArrayNode array, int[] extents) {
        for (int extent : extents) {
            array.add(extent);
        }
    }

    private static void addQuantization(ObjectNode json, Quantization quantization) {
        ArrayNode scales = json.putArray("scales");
        ArrayNode zeroPoints = json.putArray("zeroPoints");
        for (int c = 0; c < quantization.channels(); c++) {
            scales.add(quantization.scale(c));
            zeroPoints.add(quantization.zeroPoint(c));
        }
        json.put("axis", quantization.axis());
    }
}
