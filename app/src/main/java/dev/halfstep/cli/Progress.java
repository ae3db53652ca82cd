package dev.halfstep.cli;

import dev.halfstep.train.EpochLoss;
import dev.halfstep.train.TrainingListener;
import java.io.Console;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that follows training; nothing where standard error is no terminal. */
final class Progress implements TrainingListener, AutoCloseable {

    private static final int WIDTH = 100;

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    static Progress training(long epochs) {
        return new Progress(onTerminal() ? bar(epochs) : null);
    }

    @SuppressWarnings("SystemConsoleNull") // with the console that JDK 25 uses by default it may well be null
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    private static ProgressBar bar(long epochs) {
        return new ProgressBarBuilder().setTaskName("training").setInitialMax(epochs).setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200).setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .clearDisplayOnFinish().build();
    }

    @Override
    public void epochDone(EpochLoss loss, int epochs) {
        if (bar != null) {
            bar.setExtraMessage(String.format(Locale.ROOT, "loss %.4f", loss.training()));
            bar.step();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
