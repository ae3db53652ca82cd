package dev.halfstep.seen;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.judge.Resolver;
import dev.halfstep.judge.Result;
import dev.halfstep.judge.TfliteJudge;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.seen.People.In;
import dev.halfstep.seen.People.Mistake;
import dev.halfstep.seen.People.Out;
import dev.halfstep.seen.People.With;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/** A full-integer model that TensorFlow Lite runs, and what people score with it. */
final class Deployed {

    private final Learned learned;
    private final Learned.Sample sample;
    private final Interface.Port port;
    private final boolean ownCodes;
    private final int low;
    private final int high;
    private final float inScale;
    private final int inZero;
    private final Map<In, int[]> outputs = new EnumMap<>(In.class);
    private final float outScale;
    private final int outZero;
    private final int copies;

    Deployed(Learned learned, Learned.Sample sample, Graph model, Path folder) throws IOException {
        this.learned = learned;
        this.sample = sample;
        port = Interface.of(model).inputs().getFirst();
        copies = Interface.of(model).outputs().getFirst().copies();
        ownCodes = port.features().isPresent();
        low = (int) port.tensor().dtype().min();
        high = (int) port.tensor().dtype().max();
        inScale = port.tensor().quantization().orElseThrow().scale();
        inZero = (int) port.tensor().quantization().orElseThrow().zeroPoint();
        Path file = Files.createTempFile(folder, "model", ".tflite");
        Files.write(file, TfliteWriter.toBytes(model));
        List<In> ways = Stream.of(In.values()).filter(way -> !ownCodes || !way.needsScale()).toList();
        var jobs = new ArrayList<TfliteJudge.Job>();
        for (In way : ways) {
            jobs.add(new TfliteJudge.Job(file, codes(way), Resolver.REFERENCE));
        }
        List<Result> results = TfliteJudge.run(jobs);
        for (int w = 0; w < ways.size(); w++) {
            outputs.put(ways.get(w), results.get(w).codes());
        }
        outScale = results.getFirst().output().scale();
        outZero = results.getFirst().output().zeroPoint();
    }

    boolean canMake(Mistake mistake) {
        return outputs.containsKey(mistake.in()) && (mistake.with() != With.ALL_PAIRS || sample.targets() == 1);
    }

    /** Named scores: those of standardised values, and those in the table's units where both can be had. */
    Map<String, Double> scores(Mistake mistake) {
        int rows = sample.rows();
        int targets = sample.targets();
        int[] codes = outputs.get(mistake.in());
        float[] labels = sample.labels().values();
        IntToDoubleFunction value = i -> value(mistake.out(), codes, i);
        IntToDoubleFunction inUnits =
                i -> learned.pipeline().inUnits(i % targets, (float) value(mistake.out(), codes, i));
        IntToDoubleFunction label = i -> labels[i];
        IntToDoubleFunction labelInUnits = i -> sample.labelsInUnits()[i];
        var scores = new LinkedHashMap<String, Double>();
        switch (mistake.with()) {
            case OWN -> {
                scores.putAll(Figures.of(" in units", rows, targets, inUnits, labelInUnits));
                scores.putAll(Figures.of(", standardised", rows, targets, value, label));
            }
            case OTHER_UNIT -> scores.putAll(Figures.of(" in units", rows, targets, value, labelInUnits));
            case ALL_PAIRS -> {
                scores.putAll(Figures.ofAllPairs(" in units", rows, inUnits, labelInUnits));
                scores.putAll(Figures.ofAllPairs(", standardised", rows, value, label));
            }
        }
        return scores;
    }

    private double value(Out way, int[] codes, int i) {
        double sum = 0;
        for (int c = 0; c < copies; c++) {
            sum += value(way, codes[i * copies + c]);
        }
        return sum / copies;
    }

    private double value(Out way, int code) {
        return switch (way) {
            case RIGHT -> (code - outZero) * (double) outScale;
            case RAW -> code;
            case OTHER_SIGN -> ((low == 0 ? (byte) code : code & 0xff) - outZero) * (double) outScale;
            case NO_ZERO_POINT -> code * (double) outScale;
            case WRAPPED -> lowBits(code - outZero) * (double) outScale;
            case ZERO_POINT_LAST -> code * (double) outScale + outZero;
        };
    }

    private byte[] codes(In way) {
        int width = sample.width();
        if (way == In.RIGHT || way == In.OWN || way == In.TWICE || way == In.REVERSED || way == In.SWAPPED) {
            return encoded(values(way));
        }
        var codes = new byte[sample.own().length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) code(way, sample.x().values()[i / width * width + i % width], sample.own()[i]);
        }
        return codes;
    }

    private int code(In way, float x, double own) {
        return switch (way) {
            case CAST -> lowBits((int) x);
            case CAST_OWN -> lowBits((int) own);
            case CAST_AFTER_SCALING -> lowBits((int) (x / inScale + inZero));
            case OWN_CAST_AFTER_SCALING -> lowBits((int) (own / inScale + inZero));
            case NO_ZERO_POINT -> (int) Math.clamp(Math.rint(x / inScale), low, high);
            case MULTIPLIED -> lowBits((int) (x * inScale + inZero));
            case ZERO_POINT_FIRST -> lowBits((int) ((x - inZero) / inScale));
            case RIGHT, OWN, TWICE, REVERSED, SWAPPED -> throw new IllegalArgumentException(way.name());
        };
    }

    /** As a cast to the codes' type leaves a whole number of 32 bits. */
    private int lowBits(int number) {
        return low == 0 ? number & 0xff : (byte) number;
    }

    private float[] values(In way) {
        int width = sample.width();
        float[] x = sample.x().values();
        var values = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int feature = i % width;
            Scaling scaling = learned.pipeline().features().get(feature);
            values[i] = switch (way) {
                case OWN -> (float) sample.own()[i];
                case TWICE -> (float) ((x[i] - scaling.mean()) / scaling.deviation());
                case REVERSED -> x[i - feature + width - 1 - feature];
                case SWAPPED -> x[feature < 2 ? i - feature + 1 - feature : i];
                default -> x[i];
            };
        }
        return values;
    }

    /** The right codes of values: where each feature has its own, there is no formula in the file. */
    private byte[] encoded(float[] values) {
        var codes = new byte[values.length];
        if (!ownCodes) {
            for (int i = 0; i < codes.length; i++) {
                codes[i] = (byte) (int) Math.clamp(Math.rint(values[i] / inScale) + inZero, low, high);
            }
            return codes;
        }
        var encoded = (Codes) port.encode(Tensor.of(sample.x().shape(), values));
        var own = new byte[encoded.shape().elements()];
        for (int i = 0; i < own.length; i++) {
            own[i] = (byte) encoded.rawCode(i);
        }
        return own;
    }
}
