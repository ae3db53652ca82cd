package dev.halfstep.cli;

import dev.halfstep.train.EpochLoss;
import dev.halfstep.train.TrainingListener;
import java.io.Console;
import java.util.Locale;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that follows work that takes a while; nothing where standard error is no terminal. */
final class Progress implements TrainingListener, AutoCloseable {

    private static final int WIDTH = 100;
    private static final int PARTS = 1000;

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    static Progress training(long epochs) {
        return new Progress(onTerminal() ? Bar.make("training", epochs) : null);
    }

    static Progress fitting() {
        return inParts("fitting");
    }

    static Progress predicting() {
        return inParts("predicting");
    }

    static Progress evaluating() {
        return inParts("evaluating");
    }

    static Progress explaining() {
        return inParts("explaining");
    }

    static Progress proving() {
        return inParts("proving");
    }

    static Progress trying() {
        return inParts("trying");
    }

    private static Progress inParts(String task) {
        return new Progress(onTerminal() ? Bar.make(task, PARTS) : null);
    }

    @SuppressWarnings("SystemConsoleNull") // with the console that JDK 25 uses by default it may well be null
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    /** Apart, so that classes of the library are loaded only where a bar is shown. */
    private static final class Bar {
        private static ProgressBar make(String task, long epochs) {
            return new ProgressBarBuilder().setTaskName(task).setInitialMax(epochs).setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200).setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .clearDisplayOnFinish().build();
        }
    }

    @Override
    public void epochDone(EpochLoss loss, int epochs) {
        if (bar != null) {
            bar.setExtraMessage(String.format(Locale.ROOT, "loss %.4f", loss.training()));
            bar.step();
        }
    }

    /** Work that is done, from 0 to 1. */
    void done(double share) {
        if (bar != null) {
            bar.stepTo(Math.round(share * PARTS));
        }
    }

    /** The same, with what there is so far. */
    void done(double share, Supplier<String> soFar) {
        if (bar != null) {
            bar.setExtraMessage(soFar.get());
        }
        done(share);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
