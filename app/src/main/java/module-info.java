import org.jspecify.annotations.NullMarked;

/** The command line and the report. */
@NullMarked module dev.halfstep.app {
    requires dev.halfstep.train;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires gg.jte.runtime;
    requires static org.jspecify;

    opens dev.halfstep.cli to info.picocli;
    opens dev.halfstep.report.page to gg.jte.runtime;
}
