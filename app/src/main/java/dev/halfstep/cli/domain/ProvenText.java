package dev.halfstep.cli.domain;

import dev.halfstep.report.Figures;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.TextTable;
import dev.halfstep.report.text.CertificateText;

/** The recipes that were tried until one was proven, one to a row. */
public final class ProvenText {

    private ProvenText() {}

    /** The table, and for which inputs all this holds. */
    public static String of(ProvenChoice.Proven proven) {
        var table = new TextTable("recipe", "proven", "found", "");
        proven.trials()
                .forEach(trial -> table.row(trial.recipe().name(),
                        Double.isNaN(trial.bound()) ? "" : Figures.of(trial.bound()),
                        Figures.of(trial.found()), trial.holds() ? "taken" : "too much"));
        return Paragraph.of("Largest deviations over all of the domain, of the recipes that were tried:") + table
                + CertificateText.domain(proven.certificate().domain());
    }
}
