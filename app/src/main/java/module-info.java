import org.jspecify.annotations.NullMarked;

/** Studies, reports and the command line. */
@NullMarked module dev.halfstep.app {
    requires dev.halfstep.c;
    requires dev.halfstep.keras;
    requires dev.halfstep.onnx;
    requires transitive dev.halfstep.train;
    requires transitive com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires gg.jte.runtime;
    requires static transitive org.jspecify;

    exports dev.halfstep.study;
    exports dev.halfstep.report;
    exports dev.halfstep.report.text;
    exports dev.halfstep.studies;

    opens dev.halfstep.cli to info.picocli;
    opens dev.halfstep.cli.domain to info.picocli;
    opens dev.halfstep.cli.flag to info.picocli;
    opens dev.halfstep.cli.value to info.picocli;
    opens dev.halfstep.report.page to gg.jte.runtime;
}
