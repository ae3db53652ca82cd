package dev.halfstep.report;

import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Units;

/**
 * The unit that a report speaks in: that of the target, or with several targets, whose units do not add up, the standardised one.
 *
 * @param inUnits whether in the target's own unit
 * @param name of the unit, such as {@code wage}
 */
public record Measure(boolean inUnits, String name) {

    public static Measure of(Units units) {
        if (units.targets().size() > 1) {
            return units.known() ? new Measure(false, "standardised units") : new Measure(true, "the model's outputs");
        }
        return new Measure(true, units.known() ? Names.shown(units.targets().getFirst()) : "the model's output");
    }

    public double of(Figure figure) {
        return inUnits ? figure.inUnits() : figure.standardised();
    }

    /** Five digits; a dash for what is not known. */
    public String text(Figure figure) {
        return Double.isNaN(of(figure)) ? "–" : Figures.of(of(figure));
    }
}
