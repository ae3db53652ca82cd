package dev.halfstep.cli.spark;

import dev.halfstep.problem.Problem;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;

/** The session of Spark that a command runs in: the one that {@code spark-submit} says, else all processors of this machine. */
final class Session {

    private Session() {}

    /** What a command does in a session. */
    interface Work<T> {

        T in(SparkSession spark) throws InterruptedException;
    }

    /**
     * Runs a command, and ends the session.
     *
     * @throws Problem as the command, and for what Spark says of tables, columns and files
     */
    static <T> T run(Work<T> command) {
        var conf = new SparkConf();
        var builder = SparkSession.builder().appName("halfstep");
        if (!conf.contains("spark.master")) {
            builder = builder.master("local[*]").config("spark.ui.enabled", false);
        }
        SparkSession session = builder.getOrCreate();
        try {
            return inWords(() -> command.in(session));
        } finally {
            session.stop();
        }
    }

    private static <T> T inWords(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof Problem problem) {
                    throw problem;
                }
            }
            // Spark throws what Java would have declared.
            if (failure instanceof SparkThrowable) {
                throw Problem.of(firstLine(failure)).because(failure);
            }
            throw failure instanceof RuntimeException unknown ? unknown : new IllegalStateException(failure);
        }
    }

    /** Without the name of the kind of error, the plan and the traces that follow. */
    private static String firstLine(Exception failure) {
        String message = String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("");
        String plain = message.replaceFirst("^\\[[A-Z_.0-9]+] ", "").replaceFirst(" SQLSTATE: \\w+$", "");
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }
}
