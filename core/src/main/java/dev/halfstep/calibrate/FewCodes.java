package dev.halfstep.calibrate;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An input or output of a quantized model whose columns share one scale and differ so much in size that some keep next to nothing
 * of it: a column whose values all fall on one or two codes is lost, however accurate the rest is.
 *
 * @param tensor name of the input or output
 * @param isInput which of them it is
 * @param codes how many there are, for all columns
 * @param columns those that keep few of them
 * @param all how many columns there are
 */
public record FewCodes(String tensor, boolean isInput, int codes, List<Column> columns, int all) {

    /** So many codes are enough for anything. */
    private static final int ENOUGH = 16;

    /** Samples that are looked at. */
    private static final int SAMPLES = 1024;

    /** Wider inputs are images and the like, whose columns mean the same. */
    private static final int WIDEST = 4096;

    /**
     * A column that keeps few codes.
     *
     * @param index counted from 0
     * @param used how many codes its values fall on
     * @param values how many different values they are, as far as counted
     */
    public record Column(int index, int used, int values) {}

    public FewCodes {
        columns = List.copyOf(columns);
    }

    /**
     * Looks for such inputs and outputs.
     *
     * @param network the float network
     * @param quantized what was made of it
     * @param samples for the float network
     */
    public static List<FewCodes> of(Graph network, Graph quantized, Samples samples) {
        Interface edges = Interface.of(quantized);
        boolean outputs = edges.outputs().stream().anyMatch(FewCodes::isShared);
        if (!outputs && edges.inputs().stream().noneMatch(FewCodes::isShared)) {
            return List.of();
        }
        int together = SampleRunner.together(network, () -> samples.first(1));
        int count = (int) Math.min(samples.count(), SAMPLES) / together * together;
        if (count == 0) {
            return List.of();
        }
        List<Value> rows = samples.first(count);
        var found = new ArrayList<FewCodes>();
        for (int i = 0; i < rows.size(); i++) {
            add(edges.inputs().get(i), true, rows.get(i), found);
        }
        if (outputs) {
            List<Value> results = SampleRunner.of(network).run(rows);
            for (int o = 0; o < results.size(); o++) {
                add(edges.outputs().get(o), false, results.get(o), found);
            }
        }
        return found;
    }

    private static boolean isShared(Interface.Port port) {
        int width = port.tensor().shape().rank() == 2 ? port.width() : 0;
        return port.domain().filter(domain -> domain.dtype().bytes() == 1).isPresent() && port.copies() == 1
                && width > 1 && width <= WIDEST;
    }

    private static void add(Interface.Port port, boolean isInput, Value values, List<FewCodes> found) {
        if (!isShared(port) || !(values instanceof Tensor real)) {
            return;
        }
        Quantization quantization = port.domain().orElseThrow().quantization();
        int width = port.width();
        var columns = new ArrayList<Column>();
        for (int c = 0; c < width; c++) {
            Set<Long> used = new HashSet<>();
            Set<Float> different = new HashSet<>();
            for (int i = c; i < real.values().length; i += width) {
                used.add(quantization.quantize(real.values()[i], port.domain().get().dtype()));
                different.add(real.values()[i]);
            }
            if (2 * used.size() <= Math.min(different.size(), ENOUGH)) {
                columns.add(new Column(c, used.size(), different.size()));
            }
        }
        if (!columns.isEmpty()) {
            found.add(new FewCodes(port.tensor().name(), isInput,
                    FeatureCodes.LEVELS, columns, width));
        }
    }
}
