package dev.halfstep.onnx.write.row;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Formula;
import dev.halfstep.onnx.write.graph.OnnxGraph;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.pipeline.LinearMapping;
import dev.halfstep.pipeline.LogMapping;
import dev.halfstep.pipeline.QuantileMapping;
import dev.halfstep.pipeline.Target;
import dev.halfstep.pipeline.YeoJohnsonMapping;
import java.util.List;

/** Standardised values of a target in its unit: scaled back, and its mapping undone, all in double. */
public final class TargetWriter {

    private final Target target;
    private final Formula formula;

    public TargetWriter(Target target, OnnxGraph onnx) {
        this.target = target;
        formula = new Formula(onnx, target.name());
    }

    /** Values in the target's unit from standardised ones, doubles as these. */
    public Ref inUnits(Ref standardised) {
        Ref mapped = formula.plus(formula.times(standardised, target.deviation()), target.mean());
        return switch (target.mapping()) {
            case LinearMapping linear -> mapped;
            case LogMapping log -> inverse(log, mapped);
            case YeoJohnsonMapping power when power.lambda() == 1 -> mapped;
            case YeoJohnsonMapping power -> inverse(power, mapped);
            case QuantileMapping quantiles -> inverse(quantiles, mapped);
        };
    }

    private Ref inverse(LogMapping log, Ref mapped) {
        double unit = log.low() - log.shift();
        Ref below = line(mapped, 0, log.low(), unit);
        Ref above = line(mapped, log.top(), log.high(), log.high() - log.shift());
        Ref within = formula.plus(formula.times(formula.expm1(mapped), unit), log.low());
        return pieces(mapped, 0, below, within, log.top(), above);
    }

    private Ref inverse(YeoJohnsonMapping power, Ref mapped) {
        Ref below = line(mapped, power.bottom(), power.low(), 1 / power.lowSlope());
        Ref above = line(mapped, power.top(), power.high(), 1 / power.highSlope());
        Ref positive = unpower(mapped, power.lambda());
        Ref negative = formula.op("Neg", unpower(formula.op("Neg", mapped), 2 - power.lambda()));
        Ref within = formula.where(formula.less(mapped, 0), negative, positive);
        return pieces(mapped, power.bottom(), below, within, power.top(), above);
    }

    private Ref unpower(Ref mapped, double lambda) {
        Ref exponent = lambda == 0 ? mapped
                : formula.times(formula.op("Log", formula.plus(formula.times(mapped, lambda), 1)), 1 / lambda);
        return formula.expm1(exponent);
    }

    /** The line through a point. */
    private Ref line(Ref x, double x0, double y0, double slope) {
        return formula.plus(formula.times(formula.plus(x, -x0), slope), y0);
    }

    private Ref pieces(Ref x, double low, Ref below, Ref within, double high, Ref above) {
        Ref upper = formula.where(formula.op("Greater", x, formula.number(high)), above, within);
        return formula.where(formula.less(x, low), below, upper);
    }

    /** Between the knots that a rank lies between, which is found by counting the knots up to it. */
    private Ref inverse(QuantileMapping quantiles, Ref mapped) {
        double[] ranks = quantiles.ranks().stream().mapToDouble(Double::doubleValue).toArray();
        double[] values = quantiles.values().stream().mapToDouble(Double::doubleValue).toArray();
        int last = ranks.length - 1;
        Ref knots = formula.constant(Constant.doubles(ranks));
        Ref heights = formula.constant(Constant.doubles(values));
        Ref rank = formula.times(mapped, quantiles.rows() - 1.0);
        Ref reached = formula.cast(formula.op("LessOrEqual", knots, rank), DataType.INT64);
        Ref count = formula.op("ReduceSum", List.of(reached, formula.constant(Constant.longs(1))));
        Ref lower = formula.op("Clip", formula.plusInteger(count, -1), formula.integer(0),
                formula.integer(last - 1L));
        Ref upper = formula.plusInteger(lower, 1);
        Ref x0 = formula.op("Gather", knots, lower);
        Ref y0 = formula.op("Gather", heights, lower);
        Ref share = formula.op("Div", formula.op("Sub", rank, x0),
                formula.op("Sub", formula.op("Gather", knots, upper), x0));
        Ref rise = formula.op("Mul", share, formula.op("Sub", formula.op("Gather", heights, upper), y0));
        double slope = (values[last] - values[0]) / (ranks[last] - ranks[0]);
        return pieces(rank, ranks[0], line(rank, ranks[0], values[0], slope), formula.op("Add", y0, rise), ranks[last],
                line(rank, ranks[last], values[last], slope));
    }
}
